import fc from 'fast-check';
import type { Deed, House, Scope, Seen, Step } from './gateway-steps.ts';
import { missedAmong } from './missed-histories.ts';
import { newRules } from './rule-histories.ts';
import {
  id, known, newest, at, resources, maybeNone, mostlyNone, seldom, odd, stays, version, earlier, decides, using, party, customer, scope, seen, behind, maybeBehind, maybeCustomer, who, status, fate, breaks, plain, slot, none, some,
} from './step-parts.ts';
import { ways } from './travel-histories.ts';

export interface History {
  house: House;
  steps: Step[];
}

const by = <D extends Deed>(weight: number, deed: fc.Arbitrary<D>) => ({
  weight,
  arbitrary: fc.tuple(deed, who, fate).map(([what, caller, becomes]): Step => ({ ...what, who: caller, fate: becomes })),
});
const is = <S extends Step>(weight: number, moment: fc.Arbitrary<S>) => ({ weight, arbitrary: moment });

const step: fc.Arbitrary<Step> = fc.oneof(
  by(8, fc.record({ do: fc.constantFrom('create', 'hold'), id, service: fc.nat(4), at, resources: maybeNone, odd, party, customer: maybeCustomer, stays, decides, after: seldom(earlier) })),
  by(4, fc.record({ do: fc.constant('move'), booking: known, at, resources: maybeNone, odd, version, behind: maybeBehind, using, stays, decides })),
  by(6, fc.record({ do: status, booking: known, version, behind: maybeBehind, after: seldom(earlier) })),
  by(4, fc.record({ do: fc.constant('confirm'), hold: known, id, customer: maybeCustomer })),
  by(1, fc.record({ do: fc.constant('release'), hold: known })),
  by(2, fc.record({ do: fc.constant('extend'), hold: newest })),
  by(2, fc.record({ do: fc.constant('override'), hold: newest, id })),
  by(2, fc.record({ do: fc.constant('block'), id, at, halfHours: fc.nat(4), resources, using, decides })),
  by(1, fc.record({ do: fc.constant('unblock'), block: known })),
  by(1, fc.record({ do: fc.constant('dismiss'), refused: earlier })),
  by(5, fc.record({ do: fc.constant('undo'), made: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }), done: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(null) }), earlier: fc.nat(5), unheard: fc.boolean(), after: seldom(earlier), decides })),
  by(2, fc.record({ do: fc.constant('snatch'), hold: fc.nat(7), id })),
  by(2, fc.record({ do: fc.constant('late'), resource: fc.nat(4), minutes: fc.constantFrom(10, 30, 45, 90), at })),
  by(4, fc.record({ do: fc.constant('join'), id, service: fc.nat(4), at, halfHours: fc.nat(6), resources: mostlyNone, odd, party, customer, decides })),
  by(4, fc.record({ do: fc.constant('offer'), entry: newest, id, share: seldom(newest), at: fc.integer({ min: -1, max: 3 }), resources: mostlyNone, odd, offGrid: odd, decides })),
  by(4, fc.record({ do: fc.constant('accept'), entry: newest, id })),
  by(2, fc.record({ do: fc.constantFrom('decline', 'leave'), entry: newest })),
  by(2, fc.record({ do: fc.constant('course'), id, service: fc.nat(3), at, count: fc.integer({ min: 2, max: 3 }), resources: mostlyNone, odd, party, customer: maybeCustomer, all: fc.boolean(), stays, decides })),
  by(4, fc.record({ do: fc.constant('move_course'), date: newest, scope, days: fc.constantFrom(0, 0, -1, 1), at, resources: mostlyNone, odd, all: fc.boolean(), stays, seen, behind: maybeBehind, decides })),
  by(1, fc.record({ do: fc.constant('end_course'), date: newest, scope, seen, behind: maybeBehind })),
  by(3, fc.record({ do: fc.constant('edit_course'), date: newest, scope, note: fc.nat(2), customer: maybeCustomer, seen, behind: maybeBehind })),
  is(1, fc.record({ do: fc.constant('resend'), earlier: fc.nat(40), changed: fc.boolean() })),
  is(3, fc.record({ do: fc.constant('run_out'), hold: known })),
  is(2, fc.record({ do: fc.constant('sweep') })),
  is(4, fc.record({ do: fc.constant('look'), breaks })),
  is(1, fc.record({ do: fc.constant('take_over') })),
  is(1, fc.record({ do: fc.constant('wait'), minutes: fc.constantFrom(15, 30) })),
  is(1, fc.record({ do: fc.constant('policy'), toAll: fc.boolean(), keepsForUndo: fc.boolean() })),
);

/** A day does not begin empty: with nothing there, most steps would only hear that it is not there. */
const morning: fc.Arbitrary<Step> = fc.oneof(
  is(4, fc.record({ ...slot, do: some('create', 'hold'), resources: maybeNone, customer: maybeCustomer, after: fc.constant(null) })),
  is(1, fc.record({ ...slot, do: some('join'), halfHours: fc.nat(6), resources: none, customer })),
);

const newestRunsOut = fc.record({ do: some('run_out'), hold: fc.constant(0) });

/** Somebody changes their mind while others are quick. */
const givenUp: fc.Arbitrary<Step[]> = fc.tuple(
  fc.oneof(
    fc.record({ ...plain, do: some('cancel', 'no_show'), booking: fc.nat(3), version: fc.constant(null), after: fc.constant(null) }),
    fc.record({ ...plain, do: some('unblock'), block: fc.constant(0) }),
    fc.record({ ...plain, do: some('move'), booking: fc.nat(3), at, resources: none, version: fc.constant(null), using: fc.constant('none' as const) }),
  ),
  fc.oneof(step, fc.record({ ...plain, do: some('snatch'), hold: fc.constant(0), id }), newestRunsOut),
  fc.record({ ...plain, do: some('undo'), done: fc.constant(0), earlier: fc.constant(0), after: fc.constant(null) }),
);

/** Somebody hesitates for too long. */
const tooLate: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ ...slot, do: some('hold'), resources: mostlyNone, customer: maybeCustomer, after: fc.constant(null) }), newestRunsOut, fc.boolean(), id, who)
  .map(([held, runsOut, isFast, other, by]) => {
    const faster: Step = { ...held, do: 'create', id: other, who: 'manager' };
    return [held, runsOut, ...(isFast ? [faster] : []), { do: 'confirm', hold: 0, id: other + 1, customer: null, who: by, fate: 'straight' }];
  });

/** Somebody asks for more time, again and again. */
const hesitant: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ ...slot, do: some('hold'), resources: mostlyNone, customer: maybeCustomer, after: fc.constant(null) }), who, fc.integer({ min: 2, max: 6 }))
  .map(([held, by, times]) => [
    { ...held, who: by },
    ...Array.from({ length: times }, (): Step => ({ do: 'extend', hold: 0, who: 'staff', fate: 'straight' })),
  ]);

/** Somebody comes and is served, and it is noted down wrongly. */
const served: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ ...slot, do: some('create'), resources: mostlyNone, customer: maybeCustomer, after: fc.constant(null) }), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .map(([booked, times, isWrong]) => [
    booked,
    ...Array.from({ length: times }, (): Step => ({ do: 'advance', booking: 0, version: null, behind: null, after: null, who: 'staff', fate: 'straight' })),
    ...(isWrong ? [{ do: 'undo' as const, done: 0, earlier: 0, after: null, decides: null, who: 'manager' as const, fate: 'straight' as const }] : []),
  ]);

/** Somebody waits, perhaps with others for the same. */
const joined = (others: fc.Arbitrary<readonly number[]>): fc.Arbitrary<Step[]> =>
  fc
    .tuple(
      fc.record({ ...slot, do: some('join'), at: fc.integer({ min: 4, max: 9 }), halfHours: fc.integer({ min: 1, max: 5 }), resources: mostlyNone, customer }),
      others,
      fc.boolean(),
    )
    .map(([first, ids, toAll]): Step[] => [
      ...(ids.length > 0 ? [{ do: 'policy' as const, toAll, keepsForUndo: true }] : []),
      first,
      // Whoever is nobody we know is somebody else each time.
      ...ids.map((each, at): Step => ({ ...first, id: each, customer: first.customer + 1 + at })),
    ]);

/** They are offered something, and something comes between. */
const waiting: fc.Arbitrary<Step[]> = fc
  .tuple(
    joined(fc.uniqueArray(id, { maxLength: 2 })),
    fc.oneof(
      fc.record({ do: some('look'), breaks }),
      fc.record({ ...plain, do: some('offer'), entry: fc.nat(1), id, share: fc.constant(null), at: fc.nat(2), resources: none, offGrid: odd }),
    ),
    fc.array(fc.oneof(step, newestRunsOut, fc.record({ ...plain, do: some('override'), hold: fc.constant(0), id })), { maxLength: 2 }),
    fc.option(newestRunsOut, { freq: 1 }),
    fc.record({ do: some('accept', 'decline', 'leave'), entry: fc.nat(1), id, who, fate }),
  )
  .map(([waits, offer, between, runsOut, answer]) => [...waits, offer, ...between, ...(runsOut ? [runsOut] : []), answer]);

/** What several are offered a manager needs for somebody else; one of them may have said no. */
const takenFromAll: fc.Arbitrary<Step[]> = fc
  .tuple(
    joined(fc.uniqueArray(id, { minLength: 1, maxLength: 2 })),
    fc.option(fc.record({ do: some('decline'), entry: fc.nat(2), id, who, fate })),
    fc.record({ ...plain, do: some('override'), hold: fc.constant(0), id }),
  )
  .map(([waits, declined, override]) => [...waits, { do: 'look', breaks: null }, ...(declined ? [declined] : []), override]);

/** Strangers put themselves on the list for the class, in parties, of which a day has room for few. */
const strangers: fc.Arbitrary<Step[]> = fc
  .tuple(fc.uniqueArray(id, { minLength: 2, maxLength: 4 }), fc.constantFrom('web' as const, 'phone_ai' as const), at, fc.integer({ min: 2, max: 3 }), fc.boolean())
  .map(([ids, who, from, heads, theirsRunsOut]) => {
    const joins = { do: 'join' as const, service: 3, at: from, halfHours: 6, resources: [], odd: false, party: heads, decides: null, who, fate: 'straight' as const };
    const look: Step = { do: 'look', breaks: null };
    return [...ids.map((each): Step => ({ ...joins, id: each, customer: 3 })), look, ...(theirsRunsOut ? [{ do: 'run_out' as const, hold: 0 }, look] : [])];
  });

/** The house closes at two in the afternoon. */
const late = fc.oneof({ weight: 2, arbitrary: at }, { weight: 1, arbitrary: fc.integer({ min: 9, max: 11 }) });
const mostlyOwn = fc.oneof({ weight: 3, arbitrary: plain.who }, { weight: 1, arbitrary: who });

/** A course among other bookings, some of it when nobody is there, is moved about and taken back. */
const courses: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.record({ ...slot, do: some('course'), at: late, count: fc.integer({ min: 2, max: 3 }), resources: mostlyNone, customer: maybeCustomer, all: fc.boolean(), stays: fc.boolean(), who: mostlyOwn }),
    step,
    fc.record({ ...plain, do: some('move_course'), date: fc.nat(2), scope, days: fc.constantFrom(0, -1, 1), at: late, stays: fc.boolean(), resources: mostlyNone, all: fc.boolean(), seen }),
    fc.option(fc.record({ ...plain, do: some('undo'), done: fc.constant(0), earlier: fc.constant(0), after: fc.constant(null) }), { freq: 1 }),
  )
  .map(([course, between, move, undo]) => [course, between, move, ...(undo ? [undo] : [])]);

/** What somebody asks for who goes on without waiting for answers; of the newest there is, seldom of another. */
const which = fc.constantFrom(0, 0, 0, 1);
const ahead = { ...plain, booking: which, after: fc.constant(null), fate: fc.constantFrom('straight' as const, 'straight' as const, 'twice' as const) };
const ofOne = { ...ahead, version };
const ofCourse = { ...ahead, date: fc.nat(2), scope, seen: fc.constant<Seen>('nothing') };
const changeOfOne = fc.oneof(
  fc.record({ ...ofOne, do: some('advance', 'edit', 'edit', 'cancel', 'no_show') }),
  fc.record({ ...ofOne, do: some('move'), at, resources: none, using: fc.constant('none' as const) }),
  fc.record({ ...ahead, do: some('undo'), done: fc.constant(0), earlier: fc.constant(0) }),
);
const changeOfCourse = fc.oneof(
  fc.record({ ...ofCourse, do: some('edit_course'), note: fc.nat(2), customer: maybeCustomer }),
  fc.record({ ...ofCourse, do: some('move_course'), days: fc.constantFrom(0, 1), at, resources: none, all: fc.boolean() }),
  fc.record({ ...ofCourse, do: some('end_course'), scope: fc.constantFrom<Scope>('this', 'following') }),
);

/** One asks for one thing after another, a colleague is at the same booking or course, and then the first asks on what they saw. */
const unanswered: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.oneof(
      fc.tuple(
        fc.record({ ...slot, do: some('create'), resources: mostlyNone, customer: maybeCustomer, after: fc.constant(null) }),
        fc.array(changeOfOne, { minLength: 1, maxLength: 3 }),
        changeOfOne,
      ),
      fc.tuple(
        fc.record({ ...slot, do: some('course'), count: fc.integer({ min: 2, max: 3 }), resources: mostlyNone, customer: maybeCustomer, all: fc.boolean() }),
        fc.array(fc.oneof({ weight: 2, arbitrary: changeOfCourse }, { weight: 1, arbitrary: changeOfOne }), { minLength: 1, maxLength: 3 }),
        changeOfCourse,
      ),
    ),
    fc.constantFrom('manager' as const, 'staff' as const),
    fc.nat(3),
    behind,
    fc.boolean(),
  )
  .map(([[made, changes, last], by, turn, says, sawIt]) => {
    const asked = changes.map((change, at): Step => ({ ...change, who: at === turn ? change.who : by }));
    const asks = { ...last, behind: { ...says, since: changes.length + (sawIt ? 0 : 1) }, who: by };
    return [{ ...made, who: by }, ...asked, asks];
  });

/** Somebody waits for exactly what somebody else has, who lets go of it: that alone has to wake the waitlist. */
const freed: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.record({ ...slot, do: some('create', 'hold'), service: fc.constant(0), at: fc.integer({ min: 4, max: 8 }), resources: fc.nat(2).map((room) => [room]), customer: fc.constant(null), after: fc.constant(null) }),
    id,
    fc.oneof(
      fc.record({ ...plain, do: some('cancel', 'move'), booking: fc.constant(0), at, resources: none, version: fc.constant(null), after: fc.constant(null), using: fc.constant('none' as const) }),
      fc.record({ ...plain, do: some('release'), hold: fc.constant(0) }),
      newestRunsOut,
    ),
    fc.boolean(),
  )
  .map(([has, waits, lets, later]) => {
    const look: Step = { do: 'look', breaks: null };
    const joins: Step = { ...has, do: 'join', id: waits, halfHours: 1, customer: 0 };
    // What the counter gives up is kept for an undo, and runs out in its turn.
    return [has, joins, look, lets, look, ...(later ? [{ do: 'run_out' as const, hold: 0 }, look] : [])];
  });

/** A room is closed, or a class fills up, and somebody comes all the same. */
const tooMany: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ ...slot, do: some('create', 'hold'), customer: maybeCustomer, after: fc.constant(null) }), fc.nat(2), fc.uniqueArray(id, { minLength: 3, maxLength: 3 }), fc.boolean())
  .map(([asks, room, [first = 0, ...others], isClosed]): Step[] =>
    isClosed
      ? [
          { do: 'block', id: first, at: asks.at, halfHours: 2, resources: [room], using: 'none', decides: null, who: 'manager', fate: 'straight' },
          { ...asks, service: 0, party: null, resources: [room] },
        ]
      : [first, ...others].map((each): Step => ({ ...asks, id: each, service: 3, party: 2, resources: [] })),
  );

/** Somebody wants what others want and takes it back before they hear what came of it. */
const secondThoughts: fc.Arbitrary<Step[]> = fc
  .tuple(fc.record({ ...slot, do: some('create', 'hold'), resources: mostlyNone, customer: maybeCustomer, after: fc.constant(null) }), id, fc.constantFrom('manager' as const, 'staff' as const), fc.array(step, { maxLength: 1 }))
  .map(([asks, other, by, between]): Step[] => [
    asks,
    { ...asks, do: 'create', id: other, who: by },
    ...between,
    { do: 'undo', done: null, earlier: between.length, unheard: true, after: null, decides: null, who: by, fate: asks.fate },
  ]);

/** Lessons lie across each other, and the class runs late. */
const lateClass: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.uniqueArray(id, { minLength: 4, maxLength: 7 }),
    fc.array(fc.record({ ...slot, do: some('create', 'create', 'hold'), at: fc.integer({ min: 3, max: 8 }), customer: maybeCustomer, after: fc.constant(null) }), { minLength: 7, maxLength: 7 }),
    fc.option(fc.oneof(fc.record({ ...plain, do: some('cancel'), booking: fc.nat(3), version: fc.constant(null), after: fc.constant(null) }), fc.record({ ...plain, do: some('release'), hold: fc.nat(2) })), { freq: 3 }),
    fc.constantFrom(30, 45, 90),
  )
  .map(([ids, lessons, gone, minutes]): Step[] => [
    ...ids.map((each, index): Step => ({ ...(lessons[index] as (typeof lessons)[number]), id: each, service: 3, resources: [] })),
    ...(gone ? [gone] : []),
    { do: 'late', resource: 3, minutes, at: 3, who: 'manager', fate: 'straight' },
  ]);

const chapter: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 25, arbitrary: step.map((one) => [one]) },
  { weight: 1, arbitrary: givenUp },
  { weight: 1, arbitrary: tooLate },
  { weight: 1, arbitrary: tooMany },
  { weight: 1, arbitrary: secondThoughts },
  { weight: 1, arbitrary: hesitant },
  { weight: 1, arbitrary: served },
  { weight: 2, arbitrary: waiting },
  { weight: 1, arbitrary: takenFromAll },
  { weight: 1, arbitrary: strangers },
  { weight: 1, arbitrary: freed },
  { weight: 1, arbitrary: courses },
  { weight: 2, arbitrary: unanswered },
  { weight: 1, arbitrary: lateClass },
);

interface PlainHistory {
  first: Step[];
  chapters: Step[][];
}

const plainHistory: fc.Arbitrary<PlainHistory> = fc.record({
  first: fc.array(morning, { maxLength: 6, size: 'max' }),
  chapters: fc.array(chapter, { minLength: 1, maxLength: 40, size: 'max' }),
});

/** What a house has that others have not, and what is lived of it among the rest. */
interface Particulars {
  counts: boolean;
  absences: Told[];
  travels: boolean;
  ways: Told[];
  keepsGaps: boolean;
  changesRules: boolean;
  changes: Told[];
}

/** A chapter, and where it goes. */
type Told = [place: number, chapter: Step[]];
const among = (chapters: fc.Arbitrary<Step[]>): fc.Arbitrary<Told[]> => fc.array(fc.tuple(fc.nat(40), chapters), { minLength: 2, maxLength: 4, size: 'max' });

const particulars: fc.Arbitrary<Particulars> = fc.record({
  counts: fc.boolean(),
  absences: among(missedAmong(step)),
  travels: fc.boolean(),
  ways: among(ways),
  // They change what is there for everybody, so in fewer.
  keepsGaps: fc.nat(3).map((roll) => roll === 0),
  changesRules: fc.boolean(),
  changes: among(newRules),
});

function told([{ first, chapters }, { counts, absences, travels, ways: trips, keepsGaps, changesRules, changes }]: [PlainHistory, Particulars]): History {
  const teaches = [...first, ...chapters.flat()].length % 2 === 1;
  const all = [...(counts ? absences : []), ...(travels ? trips : []), ...(changesRules ? changes : [])].reduce((so, [place, one]) => so.toSpliced(place % (so.length + 1), 0, one), chapters);
  return { house: { teaches, counts, travels, keepsGaps }, steps: [...first, ...all.flat()] };
}

/**
 * Without bias: short histories and first ids alone would never get to what is rare. What was thought of later is drawn last,
 * and lived in some: the others are what they were for the same seed.
 */
export const history: fc.Arbitrary<History> = fc.noBias(fc.tuple(plainHistory, particulars).map(told));

/** So many, to be lived side by side. */
export function histories(count: number): fc.Arbitrary<History[]> {
  const each = { minLength: count, maxLength: count };
  return fc.noBias(fc.tuple(fc.array(plainHistory, each), fc.array(particulars, each)).map(([plain, had]) => plain.map((one, at) => told([one, had[at] as Particulars]))));
}
