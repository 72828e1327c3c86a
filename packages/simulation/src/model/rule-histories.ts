import fc from 'fast-check';
import { ownIdsFrom, type Step } from './gateway-steps.ts';
import { at, fate, maybeCustomer, mostlyNone, newest, none, party, plain, scope, some, who } from './step-parts.ts';
import { toAndFro } from './travel-histories.ts';

/** Of their own: in a long history most of the ids that everybody shares are used. */
const id = fc.integer({ min: ownIdsFrom + 100, max: ownIdsFrom + 130 });
/** A class that needs something else is another class: no guest of one is with those of the other. That has tests of its own. */
const service = fc.nat(2);
const asIs = { version: fc.constant(null), after: fc.constant(null), seen: fc.constant('nothing' as const), scope };
const by = { ...plain, who: fc.oneof({ weight: 3, arbitrary: plain.who }, { weight: 1, arbitrary: who }), fate };
const asks = { ...by, ...asIs, id, service, at, party, resources: mostlyNone, customer: maybeCustomer };

/** There is one doctor, who would be booked out for the week if all that is sold needed them. */
const kinds = (of: number): fc.Arbitrary<string[]> => fc.subarray(of === 2 ? ['room', 'person'] : ['room', 'class'], { minLength: 1 });
const needs: fc.Arbitrary<Step> = service.chain((of) => fc.record({ do: some('needs'), service: fc.constant(of), kinds: kinds(of) }));

const sold = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...asks, do: some('create', 'create', 'hold') }) },
  { weight: 1, arbitrary: fc.record({ ...asks, do: some('course'), count: fc.integer({ min: 2, max: 3 }), all: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ ...asks, do: some('join'), at: fc.integer({ min: 4, max: 8 }), halfHours: fc.integer({ min: 1, max: 4 }), customer: fc.nat(2) }) },
);

const changed = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ...by, ...asIs, do: some('move'), booking: newest, at, resources: mostlyNone, using: fc.constant('none' as const) }) },
  { weight: 2, arbitrary: fc.record({ ...by, do: some('confirm'), hold: newest, id, customer: maybeCustomer }) },
  { weight: 1, arbitrary: fc.record({ do: some('run_out'), hold: newest }) },
  { weight: 2, arbitrary: fc.record({ ...by, ...asIs, do: some('undo'), done: newest, earlier: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ ...by, do: some('override'), hold: newest, id }) },
  { weight: 2, arbitrary: fc.record({ ...by, ...asIs, do: some('move_course'), date: newest, days: fc.constantFrom(0, 1), at, resources: mostlyNone, all: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ ...by, do: some('late'), resource: fc.nat(4), minutes: fc.constantFrom(30, 45), at }) },
  { weight: 1, arbitrary: fc.record({ ...by, do: some('offer'), entry: newest, id, share: fc.constant(null), at: fc.nat(2), resources: none, offGrid: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ ...by, do: some('accept'), entry: newest, id }) },
  { weight: 1, arbitrary: fc.record({ do: some('look'), breaks: fc.constant(null) }) },
);

/** What was sold is changed when services need other kinds. */
const otherNeeds: fc.Arbitrary<Step[]> = fc
  .tuple(
    fc.array(sold, { minLength: 1, maxLength: 3 }),
    fc.tuple(...[0, 1, 2].map((of) => fc.record({ do: some('needs'), service: fc.constant(of), kinds: kinds(of) }))),
    fc.array(fc.oneof({ weight: 3, arbitrary: changed }, { weight: 1, arbitrary: sold }, { weight: 1, arbitrary: needs }), { minLength: 2, maxLength: 6, size: 'max' }),
  )
  .map(([made, now, then]): Step[] => [...made, ...now, ...then]);

/** The doctor here is somebody else for a while, and then the one there again, unless they would be wanted at both. */
const parted: fc.Arbitrary<Step[]> = fc
  .tuple(toAndFro, toAndFro)
  .map(([apart, together]): Step[] => [{ do: 'person', isOne: false }, ...apart, { do: 'person', isOne: true }, ...together]);

export const newRules: fc.Arbitrary<Step[]> = fc.oneof({ weight: 3, arbitrary: otherNeeds }, { weight: 1, arbitrary: parted });
