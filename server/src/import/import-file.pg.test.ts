import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { importFile, type ImportReport } from './import-file.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

const run = (csv: string | Uint8Array, createResources = true): Promise<ImportReport> =>
  importFile({ db: world.db, gateway: world.gateway, now: () => world.clock.now }, typeof csv === 'string' ? new TextEncoder().encode(csv) : csv, {
    tenantNo: world.tenantNo,
    locationId: world.locationId,
    createResources,
    progress: () => {},
  });
const header = 'reference,resource,start,end,time_zone,title,customer,phone,email\n';
const row = (reference: string, room: string, start: string, end: string, rest = 'T,,,'): string =>
  `${reference},${room},2026-03-02T${start},2026-03-02T${end},Europe/Berlin,${rest}\n`;

async function audit() {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  const found = await verify(owner);
  await owner.end();
  return found;
}

test('a real schedule: all committed, again all unchanged, and the data is sound', async () => {
  const file = readFileSync(new URL('fixtures/fosdem-2025-rooms.csv', import.meta.url));
  expect(await run(file)).toEqual({ rows: 943, committed: 943, unchanged: 0, refused: [] });
  expect(await run(file)).toEqual({ rows: 943, committed: 0, unchanged: 943, refused: [] });
  const found = await audit();
  expect(found).toMatchObject({ bookings: 943, claims: 943, commands: 943 });
  expect(isSound(found)).toBe(true);
  const { rows } = await database.admin.query(
    `select b.starts_at, b.ends_at, b.title, b.channel, r.name, r.kind from booking b join resource r on r.resource_id = b.resource_ids[1] where reference = '5879'`,
  );
  expect(rows).toEqual([
    {
      starts_at: new Date('2025-02-01T09:30:00Z'),
      ends_at: new Date('2025-02-01T09:55:00Z'),
      title: 'MapTCHA, the open source CAPTCHA that improves OpenStreetMap',
      channel: 'import',
      name: 'AW1.120',
      kind: 'room',
    },
  ]);
});

test('each bad row is answered by its line and the others are booked', async () => {
  const report = await run(
    header +
      row('a1', 'Hall', '10:00', '11:00') +
      row('a2', 'Hall', '10:30', '11:30') +
      row('a3', 'Hall', '12:00', '11:00') +
      row('a4', 'Hall', 'noon', '13:00') +
      'a5,Hall,2026-03-29T02:30,2026-03-29T04:00,Europe/Berlin,T,,,\n' +
      'a6,Hall,2026-10-25T02:30,2026-10-25T04:00,Europe/Berlin,T,,,\n' +
      'a7,Hall\n' +
      row('a8', 'Hall', '13:00', '14:00', `${'x'.repeat(301)},,,`) +
      row('a1', 'Hall', '15:00', '16:00') +
      row('a1', 'Hall', '10:00', '11:00') +
      row('a9', 'hall', '16:00', '17:00', 'T,Zoë Hartley,+49 30 23125 001,'),
  );
  expect(report).toMatchObject({ rows: 11, committed: 2, unchanged: 1 });
  expect(report.refused.map(({ line, reference, reason, conflicts_with }) => [line, reference, reason, conflicts_with])).toEqual([
    [3, 'a2', 'slot_taken', ['a1']],
    [4, 'a3', 'invalid_times', []],
    [5, 'a4', 'unreadable_time', []],
    [6, 'a5', 'nonexistent_time', []],
    [7, 'a6', 'ambiguous_time', []],
    [8, 'a7', 'malformed', []],
    [9, 'a8', 'malformed', []],
    [10, 'a1', 'already_exists', ['a1']],
  ]);
  expect(isSound(await audit())).toBe(true);
});

test('a refused row is asked again by the next import: the slot may be free by then', async () => {
  const one = header + row('b1', 'Barn', '10:00', '11:00');
  const other = header + row('b2', 'Barn', '10:00', '11:00');
  await run(one);
  expect(await run(other)).toMatchObject({ committed: 0, refused: [{ reason: 'slot_taken', conflicts_with: ['b1'] }] });
  expect(await run(other)).toMatchObject({ committed: 0, refused: [{ reason: 'slot_taken' }] });
  const { rows } = await database.admin.query<{ id: string }>(`select booking_id as id from booking where reference = 'b1'`);
  await world.submit('cancel_booking', { bookingId: rows[0]?.id ?? '' });
  expect(await run(other)).toMatchObject({ committed: 1, refused: [] });
  expect(await run(other)).toMatchObject({ unchanged: 1, refused: [] });
});

test('a missing room is made only when asked for', async () => {
  const csv = header + row('c1', 'Röom №7', '10:00', '11:00');
  expect(await run(csv, false)).toMatchObject({ committed: 0, refused: [{ line: 2, reason: 'not_found' }] });
  expect(await run(csv)).toMatchObject({ committed: 1 });
  const { rows } = await database.admin.query(`select slug, kind, capacity from resource where name = 'Röom №7'`);
  expect(rows).toEqual([{ slug: 'room-no7', kind: 'room', capacity: 1 }]);
});

test('the same phone number is the same customer, a bare name is not', async () => {
  await run(
    header +
      row('d1', 'Den', '08:00', '09:00', 'T,Ana,+49 1,') +
      row('d2', 'Den', '09:00', '10:00', 'T,Ana,+491,') +
      row('d3', 'Den', '10:00', '11:00', 'T,Ben,,') +
      row('d4', 'Den', '11:00', '12:00', 'T,Ben,,'),
  );
  const { rows } = await database.admin.query<{ name: string; n: number }>(
    `select c.name, count(distinct c.customer_id)::int as n from booking b join customer c using (tenant_no, customer_id)
      where b.reference like 'd%' group by 1 order by 1`,
  );
  expect(rows).toEqual([{ name: 'Ana', n: 1 }, { name: 'Ben', n: 2 }]);
});
