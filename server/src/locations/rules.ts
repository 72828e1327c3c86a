import { z } from 'zod';

/**
 * Rules that belong to what they are about: a kind of resource, a resource, a service, the way between two locations.
 * Named as people set them; docs/reference/settings.md says what each decides.
 */
const minutes = (least: number, most: number) => z.int(`Give whole minutes from ${least} to ${most}.`)
  .min(least, `Give at least ${least} minutes.`).max(most, `Give at most ${most} minutes.`);
const count = (least: number, most: number) => z.int(`Give a whole number from ${least} to ${most}.`)
  .min(least, `Give at least ${least}.`).max(most, `Give at most ${most}.`);

const yesOrNo = z.boolean('Say true or false.');

const kindRules = z.strictObject({
  minimumGapMinutes: minutes(0, 240),
  shortestSellableMinutes: minutes(0, 480),
});
export type KindRulesSet = z.infer<typeof kindRules>;

/** Of a resource that is nobody's but its own. */
export const nobodyElse = 'none';

/** The bounds are the database's (sql/000001, 000007). */
const resourceRules = z.strictObject({
  capacity: count(1, 500),
  squeezeLanes: count(0, 50),
  squeezePerDay: count(0, 500),
  oneClassAtATime: yesOrNo,
  /** Which other resources are the same person, as `location/resource`, with commas between; or none. */
  person: z.string('Name them as LOCATION/RESOURCE, or say none.'),
});
export type ResourceRulesSet = z.infer<typeof resourceRules>;

/** As many resources as a booking may have. */
export const needsMost = 8;

const buffers = { preparationMinutes: minutes(0, 720), cleanupMinutes: minutes(0, 720) };
const serviceRules = z.strictObject({
  durationMinutes: minutes(5, 10_080),
  ...buffers,
  /** By kind of resource, where they differ from the service's. */
  kindBuffers: z.record(z.string(), z.strictObject(buffers)),
  /** The missed booking from which on something is required; null: nothing ever is. */
  noShowFrom: count(1, 100).nullable(),
  noShowRequires: z.enum(['deposit', 'approval'], 'Use one of: deposit, approval.').nullable(),
  /** Its guests share what keeps classes apart. */
  isClass: yesOrNo,
  /** How many of each kind it needs; what is not named it needs none of. */
  needs: z.record(z.string(), count(0, needsMost), 'Say how many of each kind, e.g. needs.room=1.'),
});
export type ServiceRulesSet = z.infer<typeof serviceRules>;

const travelRules = z.strictObject({ minutes: minutes(0, 1_440) });
export type TravelRulesSet = z.infer<typeof travelRules>;

export interface RulesOf {
  kind: KindRulesSet;
  resource: ResourceRulesSet;
  service: ServiceRulesSet;
  travel: TravelRulesSet;
}
/** What a rule can be about. */
export type RuleSubject = keyof RulesOf;

export const ruleSchemas: { [S in RuleSubject]: z.ZodObject } = { kind: kindRules, resource: resourceRules, service: serviceRules, travel: travelRules };

/** What null puts a rule back to. How long a service lasts and what it needs have none. */
export const ruleDefaults: { [S in RuleSubject]: Partial<RulesOf[S]> } = {
  kind: { minimumGapMinutes: 0, shortestSellableMinutes: 0 },
  resource: { capacity: 1, squeezeLanes: 0, squeezePerDay: 0, oneClassAtATime: false, person: nobodyElse },
  service: { preparationMinutes: 0, cleanupMinutes: 0, kindBuffers: {}, noShowFrom: null, noShowRequires: null, isClass: false },
  travel: { minutes: 0 },
};
