import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

let day = 1;
const tenOClock = (): string => new Date(Date.UTC(2026, 11, ++day, 10)).toISOString();
const room = (index: number): string => world.rooms[index] ?? '';
const create = (args: Partial<CommandArgs<'create_booking'>> = {}, envelope: Parameters<TestWorld['command']>[2] = {}) =>
  world.gateway.submit(
    { ...world.submitter, ...(envelope.channel === 'import' ? { terminalId: null } : {}) },
    world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: tenOClock(), resourceIds: [room(0)], customer: null, ...args }, envelope),
  );
const rowOf = async (bookingId: string) =>
  (await database.admin.query('select gateway.booking_row(b, null) as row from booking b where booking_id = $1', [bookingId])).rows[0]?.row;

test('a booking is stored as it was asked for', async () => {
  const [bookingId, customer] = [randomUUID(), { id: randomUUID(), name: 'Chen' }];
  const { reference, bookingVersion } = committed(await create({ bookingId, customer, title: 'Lesson', notes: 'Window', depositReference: 'Till 2' }));
  expect(await rowOf(bookingId)).toMatchObject({
    reference, version: bookingVersion, status: 'booked', customerId: customer.id, title: 'Lesson', notes: 'Window', depositReference: 'Till 2',
    createdAt: '2026-12-01T08:00:00.000Z', channel: 'desk',
  });
  const plain = randomUUID();
  committed(await create({ bookingId: plain }));
  expect(await rowOf(plain)).toMatchObject({ customerId: null, title: null, notes: '', depositReference: null });
});

test('only an import brings references of its own, and keeps them', async () => {
  expect(refused(await create({ reference: 'OLD-1' }), 'policy_forbids').detail).toBe('Only an import brings its own references.');
  expect(committed(await create({ reference: 'OLD-1' }, { channel: 'import' })).reference).toBe('OLD-1');
});

test('a booking taken instead of a refused one settles that refusal', async () => {
  const start = tenOClock();
  committed(await create({ start }));
  const asked = world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room(0)], customer: null });
  refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  committed(await create({}, { supersedes: asked.id }));
  const { rows } = await database.admin.query('select distinct status from hold where refused_command_id = $1', [asked.id]);
  expect(rows).toEqual([{ status: 'released' }]);
});

test('a move instead of a refused one settles that refusal too', async () => {
  const start = tenOClock();
  committed(await create({ start }));
  const { bookingId = '' } = committed(await create());
  const asked = world.command('move_booking', { bookingId, start, resourceIds: [] });
  refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  committed(await world.submit('move_booking', { bookingId, start: tenOClock(), resourceIds: [] }, { supersedes: asked.id }));
  const { rows } = await database.admin.query('select distinct status from hold where refused_command_id = $1', [asked.id]);
  expect(rows).toEqual([{ status: 'released' }]);
});

test('each step answers with the version it made', async () => {
  const { bookingId = '', reference } = committed(await create());
  const steps = [
    await world.submit('edit_booking', { bookingId, notes: 'Late' }),
    await world.submit('move_booking', { bookingId, start: tenOClock(), resourceIds: [] }),
    await world.submit('arrive_booking', { bookingId }),
    await world.submit('start_booking', { bookingId }),
    await world.submit('complete_booking', { bookingId }),
  ].map(committed);
  expect(steps.map(({ bookingVersion }) => bookingVersion)).toEqual([2, 3, 4, 5, 6]);
  expect(new Set(steps.map((step) => step.reference))).toEqual(new Set([reference]));
  expect(await rowOf(bookingId)).toMatchObject({ status: 'done', version: 6, notes: 'Late' });
  expect(refused(await world.submit('no_show_booking', { bookingId }), 'illegal_status').detail).toBe('A booking that is completed cannot become a no-show.');
  expect(refused(await world.submit('cancel_booking', { bookingId }), 'illegal_status').detail).toBe('A booking that is completed cannot become cancelled.');
  expect(refused(await world.submit('move_booking', { bookingId, start: tenOClock(), resourceIds: [] }), 'illegal_status').detail).toBe('A booking that is completed cannot be moved.');
});

test('an edit changes what it names and nothing else', async () => {
  const [first, second] = [{ id: randomUUID(), name: 'Chen' }, { id: randomUUID(), name: 'Ada' }];
  const { bookingId = '' } = committed(await create({ customer: first, title: 'Lesson', notes: 'Window' }));
  committed(await world.submit('edit_booking', { bookingId, title: 'Talk' }));
  expect(await rowOf(bookingId)).toMatchObject({ customerId: first.id, title: 'Talk', notes: 'Window' });
  committed(await world.submit('edit_booking', { bookingId, customer: second }));
  expect(await rowOf(bookingId)).toMatchObject({ customerId: second.id, title: 'Talk', notes: 'Window' });
  committed(await world.submit('edit_booking', { bookingId, customer: null, notes: '' }));
  expect(await rowOf(bookingId)).toMatchObject({ customerId: null, title: 'Talk', notes: '' });
});

test('naming another customer corrects nothing that is known of them', async () => {
  const [first, second] = [{ id: randomUUID(), name: 'Chen' }, { id: randomUUID(), name: 'Ada' }];
  committed(await create({ customer: second }));
  const { bookingId = '' } = committed(await create({ customer: first }));
  committed(await world.submit('edit_booking', { bookingId, customer: { ...second, name: 'Misheard' } }));
  committed(await world.submit('edit_booking', { bookingId, customer: { ...second, name: 'Ada L.' } }));
  const { rows } = await database.admin.query('select name from customer where customer_id = $1', [second.id]);
  expect(rows).toEqual([{ name: 'Ada L.' }]);
  const { rows: names } = await database.admin.query(`select row->>'name' as name from change where entity = 'customer' and entity_id = $1 order by version`, [second.id]);
  expect(names.map(({ name }) => name)).toEqual(['Ada', 'Ada', 'Ada L.']);
});

test('what somebody changed since is said with both versions, and what is not there with that', async () => {
  const { bookingId = '' } = committed(await create());
  expect(refused(await world.submit('edit_booking', { bookingId, expectedVersion: 7, notes: '' }), 'stale_version').detail).toBe(
    'The booking has changed since: it is at version 1, not 7. Look again, then decide.',
  );
  expect(refused(await world.submit('edit_booking', { bookingId: randomUUID(), notes: '' }), 'not_found').detail).toBe('There is no such booking at this location.');
});

test('a move keeps the length that was given, and the resources', async () => {
  const start = tenOClock();
  const { bookingId = '' } = committed(await create({ start, end: start.replace('10:00', '10:30') }));
  const later = tenOClock();
  committed(await world.submit('move_booking', { bookingId, start: later, resourceIds: [] }));
  expect(await rowOf(bookingId)).toMatchObject({ start: later, end: later.replace('10:00', '10:30'), resourceIds: [room(0)] });
  committed(await world.submit('move_booking', { bookingId, start: later, end: later.replace('10:00', '12:00'), resourceIds: [room(1)] }));
  expect(await rowOf(bookingId)).toMatchObject({ start: later, end: later.replace('10:00', '12:00'), resourceIds: [room(1)] });
});

test('a no-show before its time says when, and one that was cancelled says that', async () => {
  const { bookingId = '' } = committed(await create());
  expect(refused(await world.submit('no_show_booking', { bookingId }), 'too_early').detail).toBe(
    'A no-show can be recorded ten minutes after the start, not before.',
  );
  committed(await world.submit('cancel_booking', { bookingId }));
  refused(await world.submit('no_show_booking', { bookingId }), 'illegal_status');
});

test('what is cancelled is for sale, to who comes from outside as soon as nothing is kept for an undo', async () => {
  const start = tenOClock();
  const { bookingId = '' } = committed(await create({ start }));
  await database.admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { undoSeconds: 0 }]);
  committed(await world.submit('cancel_booking', { bookingId }));
  committed(await create({ start }));
});

test('who has arrived, or is being served, may still be moved', async () => {
  const { bookingId = '' } = committed(await create());
  committed(await world.submit('arrive_booking', { bookingId }));
  committed(await world.submit('move_booking', { bookingId, start: tenOClock(), resourceIds: [] }));
  committed(await world.submit('start_booking', { bookingId }));
  committed(await world.submit('move_booking', { bookingId, start: tenOClock(), resourceIds: [] }));
  refused(await world.submit('move_booking', { bookingId: randomUUID(), start: tenOClock(), resourceIds: [] }), 'not_found');
  refused(await world.submit('move_booking', { bookingId, start: '2026-11-01T10:00:00Z', resourceIds: [] }), 'past');
});

test('a missed visit is counted on whom it turns out to have been', async () => {
  const [first, second] = [{ id: randomUUID(), name: 'Chen' }, { id: randomUUID(), name: 'Ada' }];
  const start = tenOClock();
  const { bookingId = '' } = committed(await create({ start, customer: first }));
  const before = world.clock.now;
  world.clock.now = Date.parse(start) + 11 * 60_000;
  committed(await world.submit('no_show_booking', { bookingId }));
  world.clock.now = before;
  committed(await world.submit('edit_booking', { bookingId, customer: second }));
  const { rows } = await database.admin.query('select no_shows as missed from customer where customer_id = any($1) order by customer_id = $2', [[first.id, second.id], second.id]);
  expect(rows).toEqual([{ missed: 0 }, { missed: 1 }]);
});
