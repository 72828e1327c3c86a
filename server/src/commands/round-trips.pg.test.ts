import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { rulesOf } from '../availability/test-rules.ts';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

/** What a command asks of the database, by the door it goes through. */
function counted(db: Database): { db: Database; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    db: {
      ...db,
      query: (statement, where) => (calls.push(statement.name ?? 'query'), db.query(statement, where)),
      readAs: (tenantNo, read) => (calls.push('read'), db.readAs(tenantNo, read)),
      readOnce: (tenantNo, read) => (calls.push('read'), db.readOnce(tenantNo, read)),
      lockLocation: (tenantNo, locationId, work) => (calls.push('lock'), db.lockLocation(tenantNo, locationId, work)),
    },
  };
}

test('a booking that no special rule concerns is one round trip, others read or lock only where a rule asks for it', async () => {
  const { db, admin } = await createTestDatabase();
  const side = counted(db);
  const world = await createTestWorld(side.db, admin);
  world.feedWatch.close();
  const rules = rulesOf(world, admin);
  const [room = '', other = ''] = world.rooms;
  // Rules that every claim carries with it cost nothing; a person at one place neither.
  await rules.location({ kinds: { room: { minimumGapMinutes: 5 }, person: { shortestSellableMinutes: 30 } }, exceptions: [{ date: '2026-12-25', hours: [] }] });
  await rules.service(world.services.hour, { kindBuffers: { room: { preparationMinutes: 5, cleanupMinutes: 10 } } });
  await rules.resource(room, { hours: { '3': [['08:00', '20:00']] }, personId: randomUUID() });
  await world.book(other, '2026-12-02T08:00:00Z');
  const askedBy = async (work: () => Promise<unknown>): Promise<string[]> => {
    side.calls.length = 0;
    await work();
    return [...side.calls];
  };
  const customer = { id: randomUUID(), name: 'Zoë' };
  const slot = { serviceId: world.services.hour, resourceIds: [room] };
  const create = (start: string, change: object = {}) => async () =>
    committed(await world.submit('create_booking', { bookingId: randomUUID(), ...slot, start, customer, ...change }));

  expect(await askedBy(create('2026-12-02T10:00:00Z'))).toEqual(['apply_plan']);
  expect(await askedBy(create('2026-12-02T12:00:00Z', { partySize: 4, squeezeIn: { reason: 'Regular' } }))).toEqual(['apply_plan']);
  expect(await askedBy(create('2026-12-02T14:00:00Z', { resourceIds: [] }))).toEqual(['read', 'apply_plan']);
  const visit = { serviceId: world.services.visit, resourceIds: [world.doctor, other] };
  expect(await askedBy(create('2026-12-02T16:00:00Z', visit))).toEqual(['lock']);
  await rules.service(world.services.class, { noShowPolicy: noShowPolicy(2, 'approval') });
  const joined = { serviceId: world.services.class, resourceIds: [world.classRoom] };
  await world.book(other, '2026-12-02T22:00:00Z');
  // A manager approves by booking; of others' customers the missed bookings are counted.
  expect(await askedBy(create('2026-12-02T18:00:00Z', joined))).toEqual(['apply_plan']);
  expect(await askedBy(async () => committed(await world.submit('create_booking', {
    bookingId: randomUUID(), start: '2026-12-02T20:00:00Z', customer, ...joined,
  }, { actorId: world.colleagueId })))).toEqual(['lock']);
  expect(await askedBy(create('2026-12-02T17:15:00Z', { ...visit, waive: { rules: ['orphan_gap'], reason: 'Regular' } }))).toEqual(['apply_plan']);
});
