import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { rulesOf } from '../availability/test-rules.ts';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { applyPlan } from './apply-plan.ts';
import { createGateway } from './location-gateway.ts';
import type { PlannedRefusal } from './plan.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

// A refusal is planned without the lock. What another node commits before it is stored must not make it wrong.

const { db, admin } = await createTestDatabase();

/** A house whose node does `meanwhile` between the plan of its next refusal and storing it; `elsewhere` asks another node. */
async function twoNodes() {
  const sent: string[] = [];
  let meanwhile: ((planned: PlannedRefusal) => Promise<unknown>) | null = null;
  let beforeLock: (() => Promise<unknown>) | null = null;
  const slow: Database = {
    ...db,
    async query(statement, where) {
      sent.push(statement.name ?? '');
      const interfere = statement.name === 'record_refusal' ? meanwhile : null;
      if (interfere) meanwhile = null;
      await interfere?.(JSON.parse(String(statement.values?.[1])) as PlannedRefusal);
      return db.query(statement, where);
    },
    async lockLocation(tenantNo, locationId, work) {
      sent.push('lock');
      const interfere = beforeLock;
      beforeLock = null;
      await interfere?.();
      return db.lockLocation(tenantNo, locationId, work);
    },
  };
  const world = await createTestWorld(slow, admin);
  world.feedWatch.close();
  const other = createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: () => {} });
  return {
    world,
    sent,
    elsewhere: <K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<Outcome> =>
      other.submit(world.submitter, world.command(kind, args) as Command),
    refuseWhile: (work: (planned: PlannedRefusal) => Promise<unknown>) => (meanwhile = work),
    /** `work` is done once, before the next refusal is stored or the lock taken for it. */
    refuseAfter(work: () => Promise<unknown>) {
      meanwhile = beforeLock = async () => {
        meanwhile = beforeLock = null;
        await work();
      };
    },
  };
}

const ten = '2026-12-02T10:00:00Z';
const alternativesOf = (outcome: Outcome) => (outcome.status === 'refused' ? outcome.alternatives : []);

test('what stood in the way is gone before the refusal is stored: it is committed instead', async () => {
  const { world, elsewhere, refuseWhile, sent } = await twoNodes();
  const [room = ''] = world.rooms;
  const { bookingId = '' } = committed(await world.book(room, ten));
  sent.length = 0;
  refuseWhile(async () => committed(await elsewhere('cancel_booking', { bookingId, expectedVersion: 1 })));
  expect(await world.book(room, ten)).toMatchObject({ status: 'committed', version: 3 });
  expect(sent.slice(0, 4)).toEqual(['apply_plan', 'record_refusal', 'lock', 'lock']);
  expect(isSound(await verify(admin))).toBe(true);
});

test('what stood in the way has moved a little and still does: it is refused with what is so now', async () => {
  const { world, elsewhere, refuseWhile } = await twoNodes();
  const [room = ''] = world.rooms;
  const { bookingId = '' } = committed(await world.book(room, ten));
  refuseWhile(async () =>
    committed(await elsewhere('move_booking', { bookingId, expectedVersion: 1, start: '2026-12-02T10:30:00Z', end: '2026-12-02T11:30:00Z', resourceIds: [room] })),
  );
  expect(await world.book(room, ten, { channel: 'desk' })).toMatchObject({
    status: 'refused', reason: 'slot_taken', version: 3, conflicts: [{ start: '2026-12-02T10:30:00.000Z', kind: 'booking' }],
  });
});

test('a hold that stood in the way ran out before the refusal is stored', async () => {
  const { world, refuseWhile } = await twoNodes();
  const [room = ''] = world.rooms;
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: ten, resourceIds: [room] }));
  refuseWhile(() => admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]));
  expect(await world.book(room, ten)).toMatchObject({ status: 'committed' });
});

test('what would be offered is taken before it is held: others are found, and all are held', async () => {
  const { world, elsewhere, refuseWhile, sent } = await twoNodes();
  const [room = ''] = world.rooms;
  committed(await world.book(room, ten));
  let taken = '';
  refuseWhile(async ({ candidates: [first] }) => {
    const { start = '', resourceIds = [] } = first?.offer ?? {};
    taken = `${start} ${resourceIds.join()}`;
    committed(await elsewhere('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds, customer: null }));
  });
  const refused = await world.book(room, ten);
  expect(refused).toMatchObject({ status: 'refused', reason: 'slot_taken', version: 3 });
  expect(alternativesOf(refused).map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
  expect(alternativesOf(refused).map(({ start, resourceIds }) => `${start} ${resourceIds.join()}`)).not.toContain(taken);
  expect(sent).toContain('lock');
  expect(isSound(await verify(admin))).toBe(true);
});

test('it was stored, and nobody heard of it: sent again as it is, it is answered with what was stored', async () => {
  const { world, refuseWhile } = await twoNodes();
  const [room = ''] = world.rooms;
  committed(await world.book(room, ten));
  refuseWhile((planned) => applyPlan(db, world.tenantNo, planned));
  const refused = await world.book(room, ten);
  expect(refused).toMatchObject({ status: 'refused', reason: 'slot_taken', version: 2 });
  expect(alternativesOf(refused).every(({ holdId }) => holdId)).toBe(true);
});

test('nothing moves: the lock is held for one call', async () => {
  const { world, sent } = await twoNodes();
  const [room = ''] = world.rooms;
  committed(await world.book(room, ten));
  sent.length = 0;
  expect(alternativesOf(await world.book(room, ten)).length).toBe(3);
  expect(sent).toEqual(['apply_plan', 'record_refusal']);
});

test('what is offered unheld was free when the refusal was stored', async () => {
  const { world, elsewhere, refuseWhile } = await twoNodes();
  const [room = ''] = world.rooms;
  committed(await world.book(room, ten));
  let taken = '';
  // For the web one is held; the next is only named.
  refuseWhile(async ({ candidates: [, second] }) => {
    const { start = '', resourceIds = [] } = second?.offer ?? {};
    taken = `${start} ${resourceIds.join()}`;
    committed(await elsewhere('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds, customer: null }));
  });
  world.submitter.terminalId = null;
  const refused = alternativesOf(await world.book(room, ten, { channel: 'web' }));
  expect(refused.map(({ holdId }) => holdId !== undefined)).toEqual([true, false, false]);
  expect(refused.map(({ start, resourceIds }) => `${start} ${resourceIds.join()}`)).not.toContain(taken);
});

test('where remainders are judged no opening is held that leaves one beside what was booked meanwhile', async () => {
  const { world, elsewhere, refuseAfter } = await twoNodes();
  const daily = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['09:00', '17:00'] as [string, string]]]));
  await rulesOf(world, admin).location({ openingHours: daily, kinds: { room: { shortestSellableMinutes: 30 } } });
  const [room = ''] = world.rooms;
  // It ends a quarter before the nearest opening.
  const start = '2026-12-02T14:45:00Z';
  refuseAfter(async () =>
    committed(await elsewhere('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room], customer: null })),
  );
  const refused = await world.book(room, '2026-12-02T16:30:00Z');
  expect(refused).toMatchObject({ status: 'refused', reason: 'outside_hours' });
  expect(alternativesOf(refused)).toHaveLength(3);
  expect(alternativesOf(refused)).not.toContainEqual(expect.objectContaining({ start: '2026-12-02T16:00:00.000Z', resourceIds: [room] }));
});

test('who blocks a time hears of all that is booked in it when the refusal is stored', async () => {
  const { world, elsewhere, refuseAfter } = await twoNodes();
  const [room = ''] = world.rooms;
  const { bookingId = '' } = committed(await world.book(room, ten));
  const block = world.command('place_block', { blockId: randomUUID(), resourceIds: [room], start: '2026-12-02T09:00:00Z', end: '2026-12-02T18:00:00Z', reason: 'painting' });
  let other = '';
  refuseAfter(async () => {
    const start = '2026-12-02T14:00:00Z';
    other = committed(await elsewhere('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room], customer: null })).bookingId ?? '';
  });
  const refused = await world.gateway.submit(world.submitter, block);
  expect(refused.status === 'refused' && refused.conflicts.map((conflict) => conflict.bookingId)).toEqual([bookingId, other]);
});

test('what the database refuses is recorded as about what it turned out to be about', async () => {
  const { world } = await twoNodes();
  const [room = ''] = world.rooms;
  const { bookingId = '' } = committed(await world.book(room, ten));
  const cancel = world.command('cancel_booking', { bookingId, expectedVersion: 1 });
  committed(await world.gateway.submit(world.submitter, cancel));
  committed(await world.book(room, ten));
  const undo = world.command('undo_command', { commandId: cancel.id });
  expect(await world.gateway.submit(world.submitter, undo)).toMatchObject({ status: 'refused', reason: 'slot_taken' });
  const { rows } = await admin.query('select subject_id as about from event where command_id = $1', [undo.id]);
  expect(rows).toEqual([{ about: bookingId }]);
});
