import { z } from 'zod';
import { channels, type Channel } from '@holdfast/protocol/values';

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
const defaults: Record<Channel, HoldPolicy> = {
  desk: { holdSeconds: minutes(10), alternativesHeld: 3, alternativeSeconds: 60 },
  walk_in: { holdSeconds: minutes(10), alternativesHeld: 3, alternativeSeconds: 60 },
  web: { holdSeconds: minutes(5), alternativesHeld: 1, alternativeSeconds: 60 },
  phone_ai: { holdSeconds: minutes(3), alternativesHeld: 2, alternativeSeconds: 60 },
  chat_ai: { holdSeconds: minutes(3), alternativesHeld: 2, alternativeSeconds: 60 },
  api: { holdSeconds: minutes(5), alternativesHeld: 1, alternativeSeconds: 60 },
  // An import reports its conflicts to a person later; nobody waits on the line.
  import: { holdSeconds: minutes(10), alternativesHeld: 0, alternativeSeconds: 60 },
};

const settings = z.object({
  holdSeconds: z.partialRecord(z.enum(channels), z.number().min(5).max(3_600)).optional(),
  alternativeSeconds: z.number().min(5).max(600).optional(),
});

/** The tenant's settings over the defaults; a setting that cannot be read is left out, not guessed. */
export function holdPolicy(tenantSettings: unknown): Record<Channel, HoldPolicy> {
  const parsed = settings.safeParse(tenantSettings);
  const given = parsed.success ? parsed.data : {};
  const policy = { ...defaults };
  for (const channel of channels) {
    policy[channel] = {
      ...defaults[channel],
      holdSeconds: given.holdSeconds?.[channel] ?? defaults[channel].holdSeconds,
      alternativeSeconds: given.alternativeSeconds ?? defaults[channel].alternativeSeconds,
    };
  }
  return policy;
}
