import fc from 'fast-check';

/**
 * One thing somebody does. Numbers pick from few ids, rooms and times, so that steps meet: the same id is used
 * for bookings, holds and blocks alike, the same hour is wanted again and again.
 */
export type Step =
  | { do: 'create' | 'hold'; id: number; service: number; at: number; resources: number[]; odd: boolean; decides: number | null; after: number | null }
  | { do: 'move'; booking: number | null; at: number; resources: number[]; odd: boolean; version: number | null; using: 'none' | number | null; decides: number | null }
  | { do: 'advance' | 'cancel' | 'arrive' | 'start' | 'complete' | 'no_show' | 'edit'; booking: number | null; version: number | null; after: number | null }
  | { do: 'confirm'; hold: number | null; id: number }
  | { do: 'release'; hold: number | null }
  | { do: 'block'; id: number; at: number; halfHours: number; resources: number[]; using: 'none' | number | null; decides: number | null }
  | { do: 'unblock'; block: number | null }
  | { do: 'dismiss'; refused: number }
  /** `done`: of those that can be undone, counted from the newest; null takes `earlier` of any kind. */
  | { do: 'undo'; done: number | null; earlier: number; after: number | null }
  /** Books what somebody gave up. */
  | { do: 'snatch'; hold: number; id: number }
  | { do: 'late'; resource: number; minutes: number; at: number }
  | { do: 'resend'; earlier: number; changed: boolean }
  | { do: 'run_out'; hold: number | null }
  | { do: 'sweep' };

/** Ids that bookings, holds and blocks share. */
export const idCount = 6;

const id = fc.nat(idCount - 1);
/** Which of those there are, counted from the newest; null names what may not exist. */
const known = fc.oneof({ weight: 9, arbitrary: fc.nat(7) }, { weight: 1, arbitrary: fc.constant(null) });
const at = fc.nat(9);
const resources = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 2 });
const maybeNone = fc.oneof({ weight: 1, arbitrary: fc.constant<number[]>([]) }, { weight: 3, arbitrary: resources });
const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
const odd = fc.nat(9).map((roll) => roll === 0);
const version = seldom(fc.integer({ min: 1, max: 3 }));
const earlier = fc.nat(20);
const decides = seldom(earlier);
const using = fc.oneof(fc.constant('none' as const), known);

/** `advance` is the step that the booking's status asks for; the others may come too early or too late. */
const status = fc.oneof(
  { weight: 3, arbitrary: fc.constant('advance' as const) },
  { weight: 3, arbitrary: fc.constantFrom('arrive' as const, 'start' as const, 'complete' as const, 'cancel' as const, 'no_show' as const, 'edit' as const) },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('create', 'hold'), id, service: fc.nat(4), at, resources: maybeNone, odd, decides, after: seldom(earlier) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move'), booking: known, at, resources: maybeNone, odd, version, using, decides }) },
  { weight: 5, arbitrary: fc.record({ do: status, booking: known, version, after: seldom(earlier) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('confirm'), hold: known, id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release'), hold: known }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('block'), id, at, halfHours: fc.nat(4), resources, using, decides }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unblock'), block: known }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dismiss'), refused: earlier }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo'), done: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(null) }), earlier: fc.nat(5), after: seldom(earlier) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('snatch'), hold: fc.nat(7), id }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('late'), resource: fc.nat(4), minutes: fc.constantFrom(10, 30, 45, 90), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resend'), earlier: fc.nat(40), changed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('run_out'), hold: known }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep') }) },
);

/** Without bias: short histories and first ids alone would never get to what is rare. */
export const history: fc.Arbitrary<Step[]> = fc.noBias(fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }));
