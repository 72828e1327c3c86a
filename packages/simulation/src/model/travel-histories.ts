import fc from 'fast-check';
import { ownIdsFrom, type Step } from './gateway-steps.ts';
import { at, fate, maybeCustomer, mostlyNone, none, plain, scope, some, who } from './step-parts.ts';

/** Of their own: in a long history most of the ids that everybody shares are used. */
const id = fc.integer({ min: ownIdsFrom + 50, max: ownIdsFrom + 80 });
const asIs = { party: fc.constant(null), version: fc.constant(null), after: fc.constant(null), seen: fc.constant('nothing' as const), scope };
const by = { ...plain, who: fc.oneof({ weight: 3, arbitrary: plain.who }, { weight: 1, arbitrary: who }), fate };
const isThere = { there: fc.constant(true) };
const newest = fc.constantFrom(0, 0, 1, 2);
const only = (resource: number): fc.Arbitrary<number[]> => fc.constant([resource]);
/** From when the one place opens until the other closes. */
const anyTime = fc.integer({ min: -2, max: 8 });
/** Seldom so far apart that the way does not matter. */
const near = fc.integer({ min: 1, max: 7 });

const seesThere = fc.record({ ...by, ...asIs, ...isThere, do: some('create', 'create', 'hold'), id, service: fc.constantFrom(0, 0, 0, 1), at: near, resources: only(0), customer: maybeCustomer });
const seesHere = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...by, ...asIs, do: some('create', 'create', 'hold'), id, service: fc.constant(2), at: near, resources: mostlyNone, customer: maybeCustomer }) },
  { weight: 2, arbitrary: fc.record({ ...by, ...asIs, do: some('create', 'create', 'hold'), id, service: fc.constant(4), at: near, resources: only(4), customer: maybeCustomer }) },
);

/** What may be done at either of the two. */
function changesAt(where: { there: fc.Arbitrary<boolean> }, doctor: number): fc.Arbitrary<Step> {
  const of = { ...by, ...asIs, ...where };
  return fc.oneof(
    { weight: 3, arbitrary: fc.record({ ...of, do: some('move'), booking: newest, at: near, resources: none, using: fc.constant('none' as const) }) },
    { weight: 2, arbitrary: fc.record({ ...of, do: some('cancel', 'no_show', 'advance'), booking: newest }) },
    { weight: 3, arbitrary: fc.record({ ...of, do: some('undo'), done: newest, earlier: fc.constant(0) }) },
    { weight: 2, arbitrary: fc.record({ ...of, do: some('late'), resource: fc.constant(doctor), minutes: fc.constantFrom(30, 45, 90), at }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('course'), id, service: fc.constant(doctor === 0 ? 0 : 2), at: near, count: fc.constant(2), resources: none, customer: maybeCustomer, all: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('move_course'), date: newest, days: fc.constant(0), at: near, resources: none, all: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('block'), id, at: near, halfHours: fc.nat(2), resources: only(doctor), using: fc.constant('none' as const) }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('unblock'), block: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('snatch'), hold: fc.constant(0), id }) },
    { weight: 2, arbitrary: fc.record({ ...of, do: some('confirm'), hold: newest, id, customer: maybeCustomer }) },
    { weight: 1, arbitrary: fc.record({ ...of, do: some('release', 'extend'), hold: newest }) },
    { weight: 2, arbitrary: fc.record({ ...where, do: some('run_out'), hold: newest }) },
  );
}

const changes = fc.oneof(changesAt(isThere, 0), changesAt({ there: fc.constant(false) }, 4));

/** The doctor has people to see at both places, and it changes where and when. */
export const toAndFro: fc.Arbitrary<Step[]> = fc
  .tuple(fc.array(fc.oneof(seesThere, seesHere), { minLength: 3, maxLength: 5, size: 'max' }), fc.array(fc.oneof({ weight: 3, arbitrary: changes }, { weight: 1, arbitrary: seesThere }, { weight: 1, arbitrary: seesHere }), { minLength: 2, maxLength: 6, size: 'max' }))
  .map(([seen, then]) => [...seen, ...then]);

/** Somebody waits for who is at the other place, until they are not. */
const waitedFor: fc.Arbitrary<Step[]> = fc
  .tuple(seesThere, id, fc.nat(3), fc.oneof(fc.record({ ...plain, ...asIs, ...isThere, do: some('cancel', 'move'), booking: fc.constant(0), at, resources: none, using: fc.constant('none' as const) }), fc.record({ ...plain, ...isThere, do: some('release'), hold: fc.constant(0) }), fc.record({ ...isThere, do: some('run_out'), hold: fc.constant(0) })))
  .map(([sees, entry, halfHours, lets]): Step[] => {
    const look: Step = { do: 'look', breaks: null };
    const joins: Step = { do: 'join', id: entry, service: 2, at: sees.at, halfHours, resources: [], odd: false, party: null, customer: 0, decides: null, who: 'staff', fate: 'straight' };
    return [sees, joins, look, lets, look, { do: 'run_out', hold: 0, there: true }, look];
  });

/** What was given up at one place, or ran out there, and goes back when whoever it was of has somebody at the other. */
const missedAtOnce: fc.Arbitrary<Step[]> = fc
  .tuple(seesThere, anyTime, fc.constantFrom(2, 4), id, id, plain.who, fc.boolean(), fc.boolean())
  .map(([sees, when, service, other, confirmed, by, isHeld, isFirstThere]): Step[] => {
    const there: Step = { ...sees, at: when, do: 'create', who: by };
    const here: Step = { ...there, id: other, service, resources: service === 4 ? [4] : [], there: false };
    const [first, second] = isFirstThere ? [there, here] : [here, there];
    const where = { there: isFirstThere, who: by, fate: 'straight' as const };
    if (isHeld) return [{ ...first, do: 'hold' }, { do: 'run_out', hold: 0, there: isFirstThere }, second, { ...where, do: 'confirm', hold: 0, id: confirmed, customer: null }];
    const givesUp: Step = { ...where, do: 'cancel', booking: 0, version: null, behind: null, after: null };
    return [first, givesUp, second, { ...where, do: 'undo', done: 0, earlier: 0, after: null, decides: null }];
  });

/** Who is late here comes too late there, and perhaps not after all. */
const lateThere: fc.Arbitrary<Step[]> = fc
  .tuple(seesThere, anyTime, id, fc.constantFrom(30, 45, 90), fc.integer({ min: 2, max: 3 }), plain.who, fc.boolean(), fc.boolean())
  .map(([sees, when, other, minutes, apart, by, isThere, isTakenBack]): Step[] => {
    const where = { there: isThere, who: by, fate: 'straight' as const };
    const first: Step = { ...sees, do: 'create', who: by, at: when, id: other, service: isThere ? 0 : 2, resources: [], there: isThere };
    const next: Step = { ...first, id: sees.id, at: when + apart, service: isThere ? 2 : 0, there: !isThere };
    const late: Step = { ...where, do: 'late', resource: isThere ? 0 : 4, minutes, at: when };
    return [first, next, late, ...(isTakenBack ? [{ ...where, do: 'undo' as const, done: 0, earlier: 0, after: null, decides: null }] : [])];
  });

export const ways: fc.Arbitrary<Step[]> = fc.oneof({ weight: 3, arbitrary: toAndFro }, { weight: 1, arbitrary: waitedFor }, { weight: 3, arbitrary: missedAtOnce }, { weight: 2, arbitrary: lateThere });
