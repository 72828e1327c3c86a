import { z } from 'zod';
import { channels, roles, type Channel, type Role } from '@holdfast/protocol/values';

/** What a business has decided for all of its locations; kept as `tenant.settings`, defaults here. */
export interface Policies {
  holds: Record<Channel, HoldPolicy>;
  /** Who may overbook on purpose: this role, or a higher one. */
  squeezeRole: Role;
  /** Who may set a rule aside for one booking. */
  waiveRole: Role;
  /** How long vacated time is kept for an undo; 0: not at all. */
  undoSeconds: number;
  /** Whether freed time is offered to one who waits after the other, or to all at once. */
  waitlist: 'in_order' | 'all';
  /** How long somebody who waits has to answer an offer. */
  waitlistOfferSeconds: number;
  /** After so many offers in a row that nobody answered nothing more is offered, until they are heard of. */
  waitlistLapses: number;
}

/** How long a channel's holds live, and how many alternatives a refusal really holds for it. */
export interface HoldPolicy {
  holdSeconds: number;
  alternativesHeld: number;
  alternativeSeconds: number;
}

const minutes = (count: number) => count * 60;

/**
 * Agents talk for minutes, people at a page hesitate, staff are interrupted: 3, 5 and 10 minutes.
 * Alternatives are held only as long as it takes to say them aloud, and fewer where anybody may ask.
 */
const holdDefaults: Record<Channel, HoldPolicy> = {
  desk: { holdSeconds: minutes(10), alternativesHeld: 3, alternativeSeconds: 60 },
  walk_in: { holdSeconds: minutes(10), alternativesHeld: 3, alternativeSeconds: 60 },
  web: { holdSeconds: minutes(5), alternativesHeld: 1, alternativeSeconds: 60 },
  phone_ai: { holdSeconds: minutes(3), alternativesHeld: 2, alternativeSeconds: 60 },
  chat_ai: { holdSeconds: minutes(3), alternativesHeld: 2, alternativeSeconds: 60 },
  api: { holdSeconds: minutes(5), alternativesHeld: 1, alternativeSeconds: 60 },
  // An import reports its conflicts to a person later; nobody waits on the line.
  import: { holdSeconds: minutes(10), alternativesHeld: 0, alternativeSeconds: 60 },
};

const seconds = (least: number, most: number) => z.int(`Give whole seconds from ${least} to ${most}.`)
  .min(least, `Give at least ${least} seconds.`).max(most, `Give at most ${most} seconds.`);
const oneOf = <const V extends readonly [string, ...string[]]>(values: V) => z.enum(values, `Use one of: ${values.join(', ')}.`);

/** What may stand in `tenant.settings`, and the bounds that nobody may leave by mistake. */
export const settingsSchema = z
  .strictObject({
    /** Shorter than 5 seconds nobody can answer; longer than an hour it is a booking. */
    holdSeconds: z.partialRecord(oneOf(channels), seconds(5, 3_600)),
    alternativeSeconds: seconds(5, 600),
    squeezeRole: oneOf(roles),
    waiveRole: oneOf(roles),
    undoSeconds: seconds(0, 300),
    waitlist: oneOf(['in_order', 'all']),
    /** From a minute to read it to a day to sleep over it. */
    waitlistOfferSeconds: seconds(60, 86_400),
    waitlistLapses: z.int('Give a whole number from 1 to 20.').min(1, 'Give at least 1.').max(20, 'Give at most 20.'),
  })
  .partial();
export type Settings = z.infer<typeof settingsSchema>;

/** The tenant's settings over the defaults; a setting that cannot be read is left out, not guessed. */
export function policiesOf(tenantSettings: unknown): Policies {
  const given = readable(tenantSettings);
  const holds = { ...holdDefaults };
  for (const channel of channels) {
    holds[channel] = {
      ...holdDefaults[channel],
      holdSeconds: given.holdSeconds?.[channel] ?? holdDefaults[channel].holdSeconds,
      alternativeSeconds: given.alternativeSeconds ?? holdDefaults[channel].alternativeSeconds,
    };
  }
  return {
    holds,
    squeezeRole: given.squeezeRole ?? 'manager',
    waiveRole: given.waiveRole ?? 'manager',
    // Long enough to notice a slip of the finger, short enough that nobody on the phone loses the time to it.
    undoSeconds: given.undoSeconds ?? 30,
    waitlist: given.waitlist ?? 'in_order',
    waitlistOfferSeconds: given.waitlistOfferSeconds ?? minutes(15),
    // Once they may have been busy; whom three messages did not reach is better rung up.
    waitlistLapses: given.waitlistLapses ?? 3,
  };
}

/** One by one, so that a setting of a later version, or one that went bad, takes no other with it. */
function readable(settings: unknown): Settings {
  if (typeof settings !== 'object' || settings === null) return {};
  return Object.entries(settings).reduce<Settings>((read, [name, value]) => {
    const parsed = settingsSchema.safeParse({ [name]: value });
    return parsed.success ? { ...read, ...parsed.data } : read;
  }, {});
}

/** A manager may do what staff may. Nobody's role (a job's, an import's) is not enough for anything asked here. */
export function hasRole(role: Role | null, asked: Role): boolean {
  return role === 'manager' || role === asked;
}
