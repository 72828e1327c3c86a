import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { rulesOf } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';

/** Of the minutes that are kept until somebody who is late is there the desk takes what it books, and no more. */

const database = await createTestDatabase();
let world: TestWorld;
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2093-12-01T09:50:00Z') });
  return () => world.feedWatch.close();
});

const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;
const asked = (resourceId: string, start: string, end: string, more: object = {}) => ({ bookingId: randomUUID(), serviceId: null, start: at(start), end: at(end), resourceIds: [resourceId], customer: null, ...more });
const desk = (...asks: Parameters<typeof asked>): Promise<Outcome> => world.gateway.submit(world.submitter, world.command('create_booking', asked(...asks)));
/** Of half an hour. */
const guest = (start: string): Promise<Outcome> =>
  world.gateway.submit({ ...world.submitter, terminalId: null, keyRole: 'agent' }, world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.visit, start: at(start), resourceIds: [world.doctor, world.rooms[2] ?? ''], customer: { id: randomUUID(), name: 'Una Late', phone: '+44 7700 900555' },
  }, { channel: 'web', actorId: randomUUID() }));

async function late(resourceId: string): Promise<string> {
  const command = world.command('run_late', { resourceId, minutes: 60 });
  committed(await world.gateway.submit(world.submitter, command));
  return command.id;
}

/** The hold's status and what it keeps, place by place. */
async function kept(holdId: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ lies: string }>(
    `select lane || ' ' || to_char(starts_at, 'HH24:MI-') || to_char(ends_at, 'HH24:MI') as lies from claim
       where owner_id = $1 and yields and released_at is null order by lane, starts_at`, [holdId]);
  const { rows: [hold] } = await database.admin.query<{ status: string }>('select status from hold where hold_id = $1', [holdId]);
  expect(await verify(database.admin)).toSatisfy(isSound);
  return [hold?.status ?? 'none', ...rows.map(({ lies }) => lies)];
}

test('what the desk leaves of them is sold to nobody, and the undo gives that back', async () => {
  const away = await late(world.doctor);
  committed(await desk(world.doctor, '10:00', '10:10'));
  for (const start of ['10:15', '10:30']) refused(await guest(start), 'slot_taken');
  expect(await kept(away)).toEqual(['active', '1 09:50-10:00', '1 10:10-10:50']);
  committed(await world.submit('undo_command', { commandId: away }));
  committed(await guest('10:15'));
  expect(await kept(away)).toEqual(['released']);
});

test('of several places the desk takes as many as it books, each for as long', async () => {
  const away = await late(world.classRoom);
  committed(await desk(world.classRoom, '10:00', '10:20'));
  expect(await kept(away)).toEqual(['active', '1 09:50-10:00', '1 10:20-10:50', '2 09:50-10:50', '3 09:50-10:50']);
  committed(await desk(world.classRoom, '10:10', '10:30', { partySize: 2 }));
  expect(await kept(away)).toEqual(['active', '1 09:50-10:00', '1 10:20-10:50', '2 09:50-10:10', '2 10:30-10:50', '3 09:50-10:10', '3 10:30-10:50']);
});

test('a block takes every place, and who is squeezed in finds one that is regular', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 2, squeezeLanes: 1, squeezePerDay: 1 });
  const away = await late(world.classRoom);
  committed(await desk(world.classRoom, '10:30', '10:40', { squeezeIn: { reason: 'Came with them' } }));
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [world.classRoom], start: at('10:00'), end: at('10:20'), reason: 'Water' }));
  expect(await kept(away)).toEqual(['active', '1 09:50-10:00', '1 10:20-10:30', '1 10:40-10:50', '2 09:50-10:00', '2 10:20-10:50']);
});

test('they end when nothing is left of them', async () => {
  const away = await late(world.doctor);
  committed(await desk(world.doctor, '09:50', '10:20'));
  committed(await desk(world.doctor, '10:20', '10:50'));
  expect(await kept(away)).toEqual(['expired']);
  const { rows } = await database.admin.query<{ status: string }>(`select row->>'status' as status from change where entity = 'hold' and entity_id = $1 order by version`, [away]);
  expect(rows).toEqual([{ status: 'active' }, { status: 'expired' }]);
});

test('of commands that come at once each takes its own', async () => {
  const away = await late(world.classRoom);
  const times = [['10:00', '10:10'], ['10:20', '10:30'], ['10:25', '10:40']] as const;
  for (const outcome of await Promise.all(times.map(([start, end]) => desk(world.classRoom, start, end)))) committed(outcome);
  expect(await kept(away)).toEqual(['active', '1 09:50-10:00', '1 10:10-10:20', '1 10:30-10:50', '2 09:50-10:25', '2 10:40-10:50', '3 09:50-10:50']);
});

test('where classes are kept apart who comes takes their time of all places', async () => {
  const rules = rulesOf(world, database.admin);
  const away = await late(world.classRoom);
  await rules.resource(world.classRoom, { oneClassAtATime: true });
  committed(await desk(world.classRoom, '10:00', '10:10', { partySize: 2 }));
  expect(await kept(away)).toEqual(['active', ...[1, 2, 3].flatMap((place) => [`${place} 09:50-10:00`, `${place} 10:10-10:50`])]);
});
