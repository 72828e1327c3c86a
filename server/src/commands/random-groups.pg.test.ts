import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { at, booking, confirm, groupOf, held, hold, leavesBehind, notOneByOne, offered, oneByOne, refusal, sellOut, together, type Arrange } from './test-groups.ts';
import { committed } from './test-outcomes.ts';
import type { TestWorld } from './test-world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const hour = fc.integer({ min: 8, max: 12 });
const room = fc.nat(1);
const which = fc.nat(9);
const who = fc.nat(5);
const wish = fc.oneof(
  fc.record({ wish: fc.constantFrom('book' as const, 'hold' as const), hour, room, who }),
  fc.record({ wish: fc.constantFrom('confirm' as const, 'release' as const), which, who }),
  fc.record({ wish: fc.constant('be refused' as const), who, channel: fc.constantFrom('desk' as const, 'web' as const) }),
);
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never;

/** A house with holds of its own, of refusals, and one that ran out; then what is wished for there, as a group. */
function house(wishes: readonly Wish[]): Arrange {
  return async (world) => {
    await sellOut(world);
    const known = { id: randomUUID(), name: 'Ada', phone: '+44 2' };
    committed(await booking(world, { start: at(7), customer: known }));
    const people = [null, known, { id: randomUUID(), name: 'Zoë' }, { id: randomUUID(), name: 'Bo', phone: '+44 3' }, { ...known, id: randomUUID() }, { id: randomUUID(), name: 'bo', phone: '443' }];
    const askers = people.map(() => randomUUID());
    const held8to10 = await held(world, 8, 9, 10);
    await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [held8to10[2]]);
    await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [held8to10[2]]);
    const holdIds = [...held8to10, ...(await offered(world, askers[0])), ...(await offered(world, askers[1]))];
    return () => wishes.map((each) => asked(world, each, { people, askers, holdIds }));
  };
}

interface Known {
  people: Parameters<typeof confirm>[2][];
  askers: string[];
  holdIds: string[];
}

function asked(world: TestWorld, each: Wish, { people, askers, holdIds }: Known): Promise<unknown> {
  switch (each.wish) {
    case 'book':
      return booking(world, { start: at(each.hour), resourceIds: [world.rooms[each.room] ?? ''], customer: people[each.who] ?? null });
    case 'hold':
      return hold(world, { start: at(each.hour), resourceIds: [world.rooms[each.room] ?? ''] });
    case 'confirm':
      return confirm(world, holdIds[each.which % holdIds.length] ?? '', people[each.who] ?? null);
    case 'release':
      return world.submit('release_hold', { holdId: holdIds[each.which % holdIds.length] ?? '' });
    case 'be refused':
      return refusal(world, { channel: each.channel }, askers[each.who]);
  }
}

test('whatever is in a group, it leaves behind what its commands leave one by one', async () => {
  let groups = 0;
  let byTable = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { minLength: 2, maxLength: 8 }), fc.integer({ min: 4, max: 12 }), async (wishes, dayQuota) => {
      const group = (await groupOf(database, house(wishes))).map((part) => ({ ...part, plan: withQuota(part.plan, dayQuota) }));
      fc.pre(group.length > 1);
      expect(await leavesBehind(database, group, [together(group)])).toEqual(await leavesBehind(database, group, oneByOne(group)));
      groups++;
      byTable += await leavesBehind(database, group, [notOneByOne, together(group)]).then(() => 1, () => 0);
    }),
    { numRuns: 30 },
  );
  // Else this would show nothing.
  expect(byTable).toBeGreaterThan(0);
  expect(byTable).toBeLessThan(groups);
}, 120_000);

function withQuota<P extends object>(plan: P, dayQuota: number): P {
  if (!('candidates' in plan)) return plan;
  return { ...plan, candidates: (plan.candidates as object[]).map((candidate) => ({ ...candidate, dayQuota })) };
}
