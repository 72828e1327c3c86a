import fc from 'fast-check';
import { ownIdsFrom, unreachable, type Brings, type Step } from './gateway-steps.ts';
import { at, fate, mostlyNone, newest, none, plain, scope, some, who } from './step-parts.ts';

/** Of their own: in a long history most of the ids that everybody shares are used. */
const id = fc.integer({ min: ownIdsFrom, max: ownIdsFrom + 30 });
const brings = fc.constantFrom<Brings | null>(null, null, 'blank', 'deposit', 'word');
const asIs = { party: fc.constant(null), version: fc.constant(null), after: fc.constant(null), seen: fc.constant('nothing' as const), scope };
const anybody = fc.oneof({ weight: 2, arbitrary: fc.constantFrom('manager' as const, 'staff' as const, 'staff' as const) }, { weight: 1, arbitrary: who });
const sold = fc.constantFrom(0, 1, 1, 2, 3);

/** Whoever did not come, `customer`, wants to come again: booked at once, or held, attached, repeated or waited for. */
function comesAgain(customer: fc.Arbitrary<number>): fc.Arbitrary<Step[]> {
  const asks = { ...plain, ...asIs, id, service: sold, at, resources: mostlyNone, who: anybody, fate, brings, customer };
  const look: Step = { do: 'look', breaks: null };
  return fc.oneof(
    { weight: 4, arbitrary: fc.record({ ...asks, do: some('create') }).map((step) => [step]) },
    { weight: 2, arbitrary: fc.tuple(fc.record({ ...asks, do: some('hold') }), fc.record({ ...plain, do: some('confirm'), hold: fc.constant(0), id, customer, brings, who: anybody, fate })) },
    { weight: 2, arbitrary: fc.tuple(fc.record({ ...asks, do: some('create'), customer: fc.constant(null) }), fc.record({ ...asks, do: some('edit'), booking: fc.constant(0) })) },
    { weight: 1, arbitrary: fc.record({ ...asks, do: some('edit'), booking: newest }).map((step) => [step]) },
    { weight: 1, arbitrary: fc.record({ ...asks, do: some('course'), service: fc.constantFrom(0, 1), count: fc.integer({ min: 2, max: 3 }), all: fc.boolean() }).map((step) => [step]) },
    { weight: 1, arbitrary: fc.record({ ...asks, do: some('edit_course'), date: newest, note: fc.nat(2) }).map((step) => [step]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.record({ ...asks, do: some('join'), service: fc.constantFrom(0, 1, 3), at: fc.integer({ min: 4, max: 8 }), halfHours: fc.integer({ min: 1, max: 4 }), resources: none }), fc.record({ ...plain, do: some('accept'), entry: fc.constant(0), id, brings, who: anybody, fate }))
        .map(([joins, accepts]) => [joins, look, accepts]),
    },
    { weight: 1, arbitrary: fc.record({ ...plain, ...asIs, do: some('undo'), done: fc.nat(2), earlier: fc.constant(0) }).map((step) => [step]) },
  );
}

/** Somebody does not come, more than once, and wants to come again; it may have been noted down wrongly. */
export function missedAmong(step: fc.Arbitrary<Step>): fc.Arbitrary<Step[]> {
  const absence = fc
    .tuple(
      fc.record({ ...plain, ...asIs, do: some('create'), id, service: sold, at: fc.nat(2), resources: none, who: fc.constant('manager' as const), brings: fc.constant('deposit' as const) }),
      fc.nat(4),
    )
    .map(([booked, slip]) => (customer: number): Step[] => [
      { ...booked, customer },
      { do: 'no_show', booking: 0, version: null, behind: null, after: null, who: 'staff', fate: 'straight' },
      ...(slip === 0 ? [{ do: 'undo' as const, done: 0, earlier: 0, after: null, decides: null, who: 'manager' as const, fate: 'straight' as const }] : []),
    ]);
  return fc.constantFrom(0, 0, 1, 1, 2, unreachable).chain((customer) =>
    fc
      .tuple(fc.array(absence, { minLength: 2, maxLength: 3, size: 'max' }), fc.array(fc.oneof({ weight: 6, arbitrary: comesAgain(fc.constant(customer)) }, { weight: 1, arbitrary: step.map((one) => [one]) }), { minLength: 2, maxLength: 5, size: 'max' }))
      .map(([absences, again]) => [...absences.flatMap((of) => of(customer)), ...again.flat()]),
  );
}
