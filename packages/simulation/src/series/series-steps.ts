import fc from 'fast-check';

/** One thing somebody does with series around a night on which the clocks change. Numbers pick from few rooms and times. */
export type SeriesStep =
  | { do: 'book'; room: number; day: number; minute: number }
  | ({ do: 'create'; room: number | null; day: number; minute: number; interval: number; count: number; acceptance: Acceptance; changes: Change[] } & Asked)
  | { do: 'move_alone' | 'cancel_alone'; booking: number; room: number | null; minutes: number }
  | ({ do: 'move'; booking: number; scope: Scope; room: number | null; minutes: number; acceptance: Acceptance } & Asked)
  | { do: 'cancel'; booking: number; scope: Scope }
  | { do: 'wait'; hours: number };

/** Beyond the rules. */
interface Asked {
  squeeze: boolean;
  waive: boolean;
  anyHour: boolean;
}

interface Change {
  occurrence: number;
  skip: boolean;
  minutes: number | null;
  room: number | null;
}
type Acceptance = 'all' | 'free';
type Scope = 'this' | 'following' | 'all';

const room = fc.nat(1);
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 2 });
/** Half hours of the night, in which clocks change, and a few of the day. */
const minute = fc.oneof({ weight: 3, arbitrary: fc.nat(8).map((half) => half * 30) }, { weight: 1, arbitrary: fc.constantFrom(600, 690, 1_410) });
const minutes = fc.constantFrom(-1_440, -120, -60, -30, 0, 30, 60, 120, 1_410, 1_440);
const acceptance = fc.constantFrom<Acceptance>('all', 'free');
const scope = fc.constantFrom<Scope>('this', 'following', 'all');
const anyHour = fc.constantFrom(true, false);
const asked = { squeeze: fc.boolean(), waive: fc.boolean(), anyHour };
/** Who is squeezed in often, and seldom closer than may be, hears of both limits. */
const mostly = { squeeze: fc.constantFrom(true, true, false), waive: fc.constantFrom(true, false, false), anyHour };
const booking = fc.nat(9);
const change = fc.record({ occurrence: fc.nat(3), skip: fc.boolean(), minutes: maybe(minutes), room: maybe(room) });

const step: fc.Arbitrary<SeriesStep> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('book'), room, day: fc.nat(3), minute }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('create'), room: maybe(room), day: fc.nat(2), minute, interval: fc.integer({ min: 1, max: 2 }),
      count: fc.integer({ min: 2, max: 4 }), acceptance, changes: fc.uniqueArray(change, { selector: ({ occurrence }) => occurrence, maxLength: 2 }), ...asked,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('move_alone', 'cancel_alone'), booking, room: maybe(room), minutes }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('move'), booking, scope, room: maybe(room), minutes, acceptance, ...asked }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel'), booking, scope }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), hours: fc.integer({ min: 1, max: 7 }) }) },
);

/** A course on consecutive days among bookings, moved by days: each into the place of the next, unless that one stays. */
const crowded: fc.Arbitrary<SeriesStep[]> = fc
  .record({
    /** A booking takes an hour and a half: at noon it leaves half an hour. */
    booked: fc.array(fc.record({ room, day: fc.nat(3), minute: fc.constantFrom(600, 600, 720) }), { maxLength: 5 }),
    courses: fc.array(fc.record({ room, day: fc.nat(2), ...asked }), { minLength: 1, maxLength: 2 }),
    moves: fc.array(fc.record({ booking, scope, room: maybe(room), minutes: fc.constantFrom(-1_440, 1_440, 1_320), ...asked }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ booked, courses, moves }) => [
    ...booked.map((each) => ({ do: 'book' as const, ...each })),
    ...courses.map((each) => ({ do: 'create' as const, ...each, minute: 600, interval: 1, count: 4, acceptance: 'free' as const, changes: [] })),
    ...moves.map((each) => ({ do: 'move' as const, ...each, acceptance: 'free' as const })),
  ]);

/** A course of which a date was put beside another one, in the other room, moved into one room: both want one time there. */
const paired: fc.Arbitrary<SeriesStep[]> = fc
  .record({
    booked: fc.array(fc.record({ room, day: fc.nat(3), minute }), { maxLength: 2 }),
    day: fc.nat(1),
    minute,
    count: fc.integer({ min: 2, max: 4 }),
    beside: fc.constantFrom(-1_440, -1_410),
    // Not so far that what is behind lets go of its own time.
    moves: fc.array(
      fc.record({ booking: fc.nat(3), scope: fc.constantFrom<Scope>('following', 'all'), room, minutes: fc.constantFrom(-60, -30, 0, 30, 60), acceptance, ...asked }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ booked, day, minute: at, count, beside, moves }) => [
    {
      do: 'create' as const, room: null, day, minute: at, interval: 1, count, acceptance: 'free' as const,
      changes: [{ occurrence: 1, skip: false, minutes: beside, room: null }], squeeze: false, waive: false, anyHour: false,
    },
    ...booked.map((each) => ({ do: 'book' as const, ...each })),
    ...moves.map((each) => ({ do: 'move' as const, ...each })),
  ]);

/** A course among bookings before noon, some squeezed in and some closer to them than may be, moved to where others of them are. */
const close: fc.Arbitrary<SeriesStep[]> = fc
  .record({
    booked: fc.uniqueArray(fc.nat(7), { minLength: 4, maxLength: 7 }),
    before: fc.record({ room, minute: fc.constantFrom(690, 720, 750), waive: fc.boolean(), anyHour }),
    course: fc.record({ room, day: fc.nat(1), minute: fc.constantFrom(570, 600, 690), count: fc.integer({ min: 2, max: 4 }), acceptance, ...mostly }),
    moves: fc.array(
      fc.record({
        booking: fc.nat(3), scope: fc.constantFrom<Scope>('following', 'all'), room: maybe(room), minutes: fc.constantFrom(-30, 30, 30, 60, 90, 120, 1_440), acceptance, ...mostly,
      }),
      { minLength: 2, maxLength: 4 },
    ),
  })
  .map(({ booked, before, course, moves }) => [
    // At noon on days of either room: half an hour after a lesson at ten.
    ...booked.map((which) => ({ do: 'book' as const, room: which % 2, day: Math.floor(which / 2), minute: 720 })),
    { do: 'create' as const, day: 0, interval: 1, count: 4, acceptance: 'free' as const, changes: [], squeeze: true, ...before },
    { do: 'create' as const, interval: 1, changes: [], ...course },
    ...moves.map((each) => ({ do: 'move' as const, ...each })),
  ]);

export const seriesHistory: fc.Arbitrary<SeriesStep[]> = fc.noBias(
  fc.oneof(
    { weight: 2, arbitrary: fc.array(step, { minLength: 2, maxLength: 20, size: 'max' }) },
    { weight: 1, arbitrary: crowded },
    { weight: 1, arbitrary: paired },
    { weight: 2, arbitrary: close },
  ),
);
