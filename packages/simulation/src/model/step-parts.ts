import fc from 'fast-check';
import { callerNames, idCount, type Behind, type CallerName, type Fate, type Scope, type Seen } from './gateway-steps.ts';

export const id = fc.nat(idCount - 1);
/** Which of those there are, counted from the newest; null names what may not exist. */
export const known = fc.oneof({ weight: 9, arbitrary: fc.nat(7) }, { weight: 1, arbitrary: fc.constant(null) });
export const newest = fc.oneof({ weight: 9, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.constant(null) });
export const at = fc.nat(9);
export const resources = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 2 });
export const maybeNone = fc.oneof({ weight: 1, arbitrary: fc.constant<number[]>([]) }, { weight: 3, arbitrary: resources });
export const mostlyNone = fc.oneof({ weight: 3, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: resources });
export const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
export const odd = fc.nat(9).map((roll) => roll === 0);
export const stays = fc.nat(5).map((roll) => roll === 0);
export const version = seldom(fc.integer({ min: 1, max: 3 }));
export const earlier = fc.nat(20);
export const decides = seldom(earlier);
export const using = fc.oneof(fc.constant('none' as const), known);
export const party = seldom(fc.integer({ min: 2, max: 4 }));
export const customer = fc.nat(2);
export const scope = fc.constantFrom<Scope>('this', 'following', 'all');
export const seen = fc.oneof({ weight: 3, arbitrary: fc.constant<Seen>('nothing') }, { weight: 2, arbitrary: fc.constantFrom<Seen>('all', 'named', 'too_few', 'another') });
export const behind: fc.Arbitrary<Behind> = fc.record({
  since: fc.integer({ min: 1, max: 5 }),
  named: fc.constantFrom('theirs', 'theirs', 'all', 'none'),
  besides: fc.constantFrom('nothing', 'lost', 'repeated'),
  seen: fc.constantFrom<Seen>('all', 'all', 'named', 'nothing', 'too_few', 'another'),
});
export const maybeBehind = seldom(behind);
export const maybeCustomer = fc.option(customer, { freq: 1 });

/** Mostly people who may; all the others often enough. */
export const who: fc.Arbitrary<CallerName> = fc.oneof(
  ...callerNames.map((name) => ({ weight: { manager: 12, staff: 4, stranger: 1, impostor: 1 }[name as string] ?? 2, arbitrary: fc.constant(name) })),
);

/** `advance` is the step that the booking's status asks for; the others may come too early or too late. */
export const status = fc.oneof(
  { weight: 3, arbitrary: fc.constant('advance' as const) },
  { weight: 3, arbitrary: fc.constantFrom('arrive' as const, 'start' as const, 'complete' as const, 'cancel' as const, 'no_show' as const, 'edit' as const) },
);

/** Mostly nothing happens; what breaks costs a new connection. */
export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 24, arbitrary: fc.constant('straight' as const) },
  { weight: 2, arbitrary: fc.constant('twice' as const) },
  { weight: 1, arbitrary: fc.constantFrom('before_commit' as const, 'after_commit' as const, 'moved_on' as const) },
);
export const breaks = fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom('before_commit' as const, 'after_commit' as const) });

export const plain = {
  odd: fc.constant(false), stays: fc.constant(false), behind: fc.constant(null), decides: fc.constant(null), who: fc.constantFrom('manager' as const, 'staff' as const), fate: fc.constant('straight' as const),
};
export const slot = { ...plain, id, service: fc.nat(3), at, party };
export const none = fc.constant<number[]>([]);
export const some = <D extends string>(...kinds: D[]) => fc.constantFrom(...kinds);
