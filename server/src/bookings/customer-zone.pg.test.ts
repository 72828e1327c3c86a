import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { readHistory } from './history-sql.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin, { timeZone: 'Europe/London' });
});
afterAll(() => world.feedWatch.close());

type Customer = NonNullable<CommandArgs<'create_booking'>['customer']>;
const newYork = 'America/New_York';

let hour = 0;
async function book(customer: Customer): Promise<string> {
  const start = new Date(Date.parse('2026-12-05T00:00:00Z') + ++hour * 3_600_000).toISOString();
  const args = { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [], customer };
  return committed(await world.submit('create_booking', args)).bookingId ?? '';
}
const edit = (bookingId: string, customer: Customer) => world.command('edit_booking', { bookingId, customer });
async function zoneOf(id: string): Promise<unknown> {
  const { rows } = await database.admin.query<{ zone: unknown }>('select time_zone as zone from customer where customer_id = $1', [id]);
  return rows[0]?.zone;
}
/** What the feed last said of it. */
async function told(entity: string, id: string): Promise<unknown> {
  const { rows } = await database.admin.query<{ row: unknown }>(
    'select row from change where entity = $1 and entity_id = $2 order by version desc, idx desc limit 1', [entity, id]);
  return rows[0]?.row;
}

test("a customer's zone is kept, and told with them and with their bookings", async () => {
  const amy = { id: randomUUID(), name: 'Amy', timeZone: newYork };
  const bookingId = await book(amy);
  expect(await told('customer', amy.id)).toMatchObject({ timeZone: newYork });
  expect(await told('booking', bookingId)).toMatchObject({ customerTimeZone: newYork });
  const tom = { id: randomUUID(), name: 'Tom' };
  expect(await told('booking', await book(tom))).toMatchObject({ customerTimeZone: null });
});

test('whoever books again keeps the zone they have, and gains the one they lacked', async () => {
  const amy = { id: randomUUID(), name: 'Amy' };
  const first = await book(amy);
  await book({ ...amy, timeZone: newYork });
  expect(await zoneOf(amy.id)).toBe(newYork);
  // The earlier booking says so on every board as well.
  expect(await told('booking', first)).toMatchObject({ customerTimeZone: newYork });
  await book({ ...amy, timeZone: 'Asia/Tokyo' });
  await book({ ...amy, timeZone: null });
  expect(await zoneOf(amy.id)).toBe(newYork);
});

test('a correction changes it, or takes it away; one that says nothing of it leaves it', async () => {
  const amy = { id: randomUUID(), name: 'Amy', timeZone: newYork };
  const bookingId = await book(amy);
  const correct = async (customer: Customer) => committed(await world.gateway.submit(world.submitter, edit(bookingId, customer)));
  await correct({ id: amy.id, name: 'Amy Ortiz' });
  expect(await zoneOf(amy.id)).toBe(newYork);
  await correct({ ...amy, timeZone: 'Asia/Tokyo' });
  expect(await zoneOf(amy.id)).toBe('Asia/Tokyo');
  expect(await told('booking', bookingId)).toMatchObject({ customerTimeZone: 'Asia/Tokyo' });
  await correct({ ...amy, timeZone: null });
  expect(await zoneOf(amy.id)).toBeNull();
});

test('a zone set from an old copy leaves a name and phone that were corrected meanwhile', async () => {
  const amy = { id: randomUUID(), name: 'Amy', phone: '+44 7700 900001' };
  const bookingId = await book(amy);
  committed(await world.gateway.submit(world.submitter, edit(await book(amy), { id: amy.id, name: 'Amy Ortiz', phone: '+44 7700 900002', email: 'amy@example.test' })));
  committed(await world.submit('edit_booking', { bookingId, customer: { ...amy, timeZone: newYork }, corrects: ['timeZone'] }));
  const known = { name: 'Amy Ortiz', phone: '+44 7700 900002', timeZone: newYork };
  expect(await told('customer', amy.id)).toMatchObject({ ...known, email: 'amy@example.test' });
  committed(await world.submit('edit_booking', { bookingId, customer: { ...amy, timeZone: null }, corrects: ['phone'] }));
  expect(await told('customer', amy.id)).toMatchObject({ ...known, phone: amy.phone });
});

test('a corrected zone stands in the history and is undone, unless it was corrected since', async () => {
  const amy = { id: randomUUID(), name: 'Amy', timeZone: newYork };
  const bookingId = await book(amy);
  const toTokyo = edit(bookingId, { ...amy, timeZone: 'Asia/Tokyo' });
  committed(await world.gateway.submit(world.submitter, toTokyo));
  const [{ before, after } = { before: null, after: null }] = await readHistory(database.db, world.tenantNo, world.locationId, bookingId);
  expect([before, after]).toMatchObject([{ customer: { timeZone: newYork } }, { customer: { timeZone: 'Asia/Tokyo' } }]);
  committed(await world.submit('undo_command', { commandId: toTokyo.id }));
  expect(await zoneOf(amy.id)).toBe(newYork);

  const again = edit(bookingId, { ...amy, timeZone: null });
  committed(await world.gateway.submit(world.submitter, again));
  await book(amy);
  expect(await zoneOf(amy.id)).toBe(newYork);
  refused(await world.submit('undo_command', { commandId: again.id }), 'stale_version');
});

test('an event from before there were zones is undone as it was recorded, and leaves the zone', async () => {
  const amy = { id: randomUUID(), name: 'Amy', timeZone: newYork };
  const bookingId = await book(amy);
  const renamed = edit(bookingId, { ...amy, name: 'Amy Ortiz' });
  committed(await world.gateway.submit(world.submitter, renamed));
  await database.admin.query(`alter table event disable trigger event_append_only;
    update event set before = before #- '{customer,timeZone}', after = after #- '{customer,timeZone}' where command_id = '${renamed.id}';
    alter table event enable trigger event_append_only`);
  committed(await world.submit('undo_command', { commandId: renamed.id }));
  const { rows } = await database.admin.query('select name, time_zone from customer where customer_id = $1', [amy.id]);
  expect(rows).toEqual([{ name: 'Amy', time_zone: newYork }]);
});
