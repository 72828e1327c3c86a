import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import type { Server } from '../server.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { verify } from '../ops/verify.ts';
import { submitBatch } from './submit-batch.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** What a hostile, unlucky or outdated terminal may send to the gateway, and what must stand afterwards. */

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}
const room = (index: number): string => world.rooms[index] ?? '';

test("a block that borrows a booking's id gives back its own time only", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(
    await world.submit('place_block', { blockId: bookingId, resourceIds: [room(1)], start: `${date}T20:00:00Z`, end: `${date}T21:00:00Z` }),
  );
  committed(await world.submit('remove_block', { blockId: bookingId }));
  refused(await world.book(room(0), `${date}T10:00:00Z`), 'slot_taken');
});

test("a booking that borrows a hold's id leaves that hold its time", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.submit('place_hold', { holdId: bookingId, serviceId: world.services.hour, start: `${date}T15:00:00Z`, resourceIds: [room(1)] }));
  committed(await world.submit('cancel_booking', { bookingId }));
  refused(await world.book(room(1), `${date}T15:00:00Z`), 'slot_taken');
});

test('eight who ask for any room at once get the eight rooms there are; the ninth is told no', async () => {
  const date = freshDay();
  const anyRoom = () =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [], customer: null,
    });
  const answers = await Promise.all(Array.from({ length: 8 }, anyRoom));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill('committed'));
  refused(await anyRoom(), 'slot_taken');
});

test.each([
  ['half an emoji in its notes', { notes: 'cut off \ud83d' }, {}],
  ['half an emoji in a name', { customer: { id: randomUUID(), name: '\udc00', phone: '\ud83d' } }, {}],
  ['a tap at an offset PostgreSQL cannot read', {}, { tappedAt: '2026-12-01T08:00:00+23:00' }],
  ['a tap with three hundred digits of a second', {}, { tappedAt: `2026-12-01T08:00:00.${'1'.repeat(300)}Z` }],
])('%s never keeps a command from its answer', async (_, args, envelope) => {
  const date = freshDay();
  const command = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null, ...args,
  });
  const terminal = { ...world.submitter, terminalId: randomUUID(), terminalName: 'Counter', locationId: world.locationId };
  const send = () =>
    submitBatch({ gateway: world.gateway, gate: { isProven: async () => true } } as unknown as Server, terminal, { protocol: 1, outboxId: randomUUID(), commands: [{ ...command, ...envelope }] });
  const { results } = await send();
  committed(results[0]?.outcome);
  expect((await send()).results).toEqual(results);
});

test("a move or a block that names somebody else's hold frees nothing of it", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T15:00:00Z`, resourceIds: [room(5)] }));
  committed(await world.submit('move_booking', { bookingId, start: `${date}T11:00:00Z`, resourceIds: [room(0)], usingHoldId: holdId }));
  const block = { blockId: randomUUID(), resourceIds: [room(5)], start: `${date}T18:00:00Z`, end: `${date}T19:00:00Z`, usingHoldId: holdId };
  committed(await world.submit('place_block', block));
  refused(await world.book(room(5), `${date}T15:00:00Z`), 'slot_taken');
  committed(await world.submit('move_booking', { bookingId, start: `${date}T15:00:00Z`, resourceIds: [room(5)], usingHoldId: holdId }));
});

test("a booking's own time is no conflict of its move", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.book(room(0), `${date}T11:00:00Z`));
  const { conflicts } = refused(
    await world.submit('move_booking', { bookingId, start: `${date}T10:30:00Z`, resourceIds: [room(0)] }),
    'slot_taken',
  );
  expect(conflicts.map(({ start }) => start)).toEqual([`${date}T11:00:00.000Z`]);
});

test('a service that is no longer offered is sold to nobody, and those who have it may still move', async () => {
  const date = freshDay();
  const service = { id: randomUUID(), slug: 'massage', name: 'Massage', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room'], colour: 1, position: 1 };
  const put = (archived: boolean) =>
    database.admin.query('select gateway.put_service($1, $2, $3)', [world.tenantNo, world.locationId, { ...service, archived }]);
  await put(false);
  const bookingId = randomUUID();
  const slot = { serviceId: service.id, start: `${date}T10:00:00Z`, resourceIds: [room(0)] };
  committed(await world.submit('create_booking', { bookingId, ...slot, customer: null }));
  await put(true);
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...slot, start: `${date}T12:00:00Z`, customer: null }), 'not_found');
  refused(await world.submit('place_hold', { holdId: randomUUID(), ...slot, start: `${date}T12:00:00Z` }), 'not_found');
  committed(await world.submit('move_booking', { bookingId, start: `${date}T12:00:00Z`, resourceIds: [] }));
});

async function customers(...ids: string[]) {
  const { rows } = await database.admin.query(
    `select name, phone, email, visits, no_shows from unnest($1::uuid[]) with ordinality as wanted(customer_id, place)
       join customer using (customer_id) order by place`,
    [ids],
  );
  return rows;
}

test('attaching a known customer keeps what is known; only an edit of that customer corrects it', async () => {
  const date = freshDay();
  const id = randomUUID();
  const book = (start: string, customer: { id: string; name: string; phone?: string; email?: string }) =>
    world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T${start}:00Z`, resourceIds: [room(0)], customer });
  const { bookingId = '' } = committed(await book('10:00', { id, name: 'Priya Nair', phone: '1' }));
  committed(await book('12:00', { id, name: 'Priya (old)', phone: '2', email: 'priya@example.com' }));
  expect(await customers(id)).toEqual([expect.objectContaining({ name: 'Priya Nair', phone: '1', email: 'priya@example.com' })]);
  committed(await world.submit('edit_booking', { bookingId, customer: { id, name: 'Priya Nair-Adler', phone: '3' } }));
  expect(await customers(id)).toEqual([expect.objectContaining({ name: 'Priya Nair-Adler', phone: '3', email: 'priya@example.com' })]);
});

test('a visit and a no-show move along when it turns out whose they were', async () => {
  const date = freshDay();
  const [ana, ben] = [{ id: randomUUID(), name: 'Ana' }, { id: randomUUID(), name: 'Ben' }];
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: ana }));
  for (const step of ['arrive_booking', 'start_booking', 'complete_booking'] as const) committed(await world.submit(step, { bookingId }));
  committed(await world.submit('edit_booking', { bookingId, customer: ben }));
  expect(await customers(ana.id, ben.id)).toMatchObject([{ visits: 0 }, { visits: 1 }]);
  committed(await world.submit('edit_booking', { bookingId, customer: null }));
  expect(await customers(ana.id, ben.id)).toMatchObject([{ visits: 0 }, { visits: 0 }]);
  committed(await world.submit('edit_booking', { bookingId, customer: ana }));
  expect(await customers(ana.id, ben.id)).toMatchObject([{ visits: 1 }, { visits: 0 }]);
  committed(await world.submit('edit_booking', { bookingId, customer: ana, notes: 'Same again' }));
  expect(await customers(ana.id)).toMatchObject([{ visits: 1, no_shows: 0 }]);
});

test('after all of the above the record is sound', async () => {
  const found = await verify(database.admin);
  expect(found).toMatchObject({ overlaps: 0, orphans: 0, unclaimed: 0, commands_without_event: 0, feeds_with_gaps: 0 });
});
