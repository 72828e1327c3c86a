import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { exportBookings, type ExportReport } from './export-bookings.ts';
import { runImport, type ImportReport } from './run-import.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

async function business(timeZone = 'Europe/London'): Promise<TestWorld> {
  const world = await createTestWorld(database.db, database.admin, { timeZone });
  onTestFinished(() => world.feedWatch.close());
  return world;
}
async function exported({ tenantNo, locationId }: TestWorld): Promise<{ csv: string; report: ExportReport }> {
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  let csv = '';
  const report = await exportBookings(owner, { tenantNo, locationId }, async (page) => void (csv += page));
  await owner.end();
  return { csv, report };
}
const imported = (world: TestWorld, csv: string | Uint8Array): Promise<ImportReport> =>
  runImport({ db: world.db, gateway: world.gateway, now: () => world.clock.now }, typeof csv === 'string' ? new TextEncoder().encode(csv) : csv, {
    tenantNo: world.tenantNo, locationId: world.locationId, createResources: true,
  });

test('a real schedule comes out as it went in, and a fresh business made of it says the same', async () => {
  const [first, fresh] = [await business('Europe/Brussels'), await business('Europe/Brussels')];
  await imported(first, await readFile(new URL('./fixtures/fosdem-2025-rooms.csv', import.meta.url)));
  const { csv, report } = await exported(first);
  expect(report).toEqual({ rows: 943 });
  expect(await imported(first, csv)).toEqual({ rows: 943, committed: 0, unchanged: 943, refused: [] });
  expect(await imported(fresh, csv)).toEqual({ rows: 943, committed: 943, unchanged: 0, refused: [] });
  expect(await imported(fresh, csv)).toMatchObject({ unchanged: 943 });
  expect((await exported(fresh)).csv).toBe(csv);
});

test('more than a page of bookings that begin together: each is there once', async () => {
  const world = await business();
  await database.admin.query(
    `insert into booking (tenant_no, booking_id, location_id, reference, resource_ids, starts_at, ends_at, occupied_from, occupied_to, status, version, channel, title, created_at)
     select $1, gen_random_uuid(), $2, 'R' || n, array[$3::uuid], t, t + interval '1 hour', t, t + interval '1 hour', 'done', 1, 'desk', 'x', t
       from generate_series(1, 2500) n, lateral (select timestamptz '2020-01-01 10:00:00.123456Z' as t) at`,
    [world.tenantNo, world.locationId, world.rooms[0]]);
  const { csv, report } = await exported(world);
  expect(report.rows).toBe(2_500);
  expect(new Set(csv.trim().split('\n')).size).toBe(2_501);
});

test('what the desk made is exported too: its own title or what stands for one, over a clock change, with who it is for', async () => {
  const [world, fresh] = [await business(), await business()];
  const book = async (start: string, more: object) => {
    const args = { bookingId: randomUUID(), serviceId: null, start, end: new Date(Date.parse(start) + 3_600_000).toISOString(), resourceIds: [world.rooms[0] ?? ''], customer: null };
    return committed(await world.submit('create_booking', { ...args, ...more })).reference ?? '';
  };
  const amy = { id: randomUUID(), name: ' Amy "A" Ortiz, Ltd ', phone: '+44 7700 900001', email: 'amy@example.test' };
  const titled = await book('2027-10-31T00:30:00Z', { title: ' Choir\nrehearsal ', customer: amy });
  const served = await book('2027-10-31T02:00:00Z', { serviceId: world.services.hour, end: undefined });
  const named = await book('2027-10-31T04:00:00Z', { customer: { id: randomUUID(), name: 'Tom' } });
  const nobody = await book('2027-10-31T06:00:00Z', {});
  const cancelled = committed(await world.book(world.rooms[1] ?? '', '2026-12-05T10:00:00Z')).bookingId ?? '';
  committed(await world.submit('cancel_booking', { bookingId: cancelled }));
  const { csv, report } = await exported(world);
  expect(csv).toBe(
    'reference,resource,start,end,time_zone,title,customer,phone,email\n' +
    `${titled},Room 1,2027-10-31T01:30:00+01:00,2027-10-31T01:30:00+00:00,Europe/London,"Choir\nrehearsal","Amy ""A"" Ortiz, Ltd",+44 7700 900001,amy@example.test\n` +
    `${served},Room 1,2027-10-31T02:00:00+00:00,2027-10-31T03:00:00+00:00,Europe/London,hour,,,\n` +
    `${named},Room 1,2027-10-31T04:00:00+00:00,2027-10-31T05:00:00+00:00,Europe/London,Tom,Tom,,\n` +
    `${nobody},Room 1,2027-10-31T06:00:00+00:00,2027-10-31T07:00:00+00:00,Europe/London,${nobody},,,\n`);
  expect(report).toEqual({ rows: 4 });
  expect(await imported(fresh, csv)).toMatchObject({ committed: 4, refused: [] });
  expect(await imported(fresh, csv)).toMatchObject({ unchanged: 4, refused: [] });
  expect((await exported(fresh)).csv).toBe(csv);
});

test('what a spreadsheet would run as a formula comes out as text, and back in as it was', async () => {
  const [world, fresh] = [await business(), await business()];
  const names = ['=HYPERLINK("http://example.test";"x")', '@sum(1)', '-2+3', "+1+cmd|' /C calc'!A0", "'=1", "''=1", "'Tis me"];
  for (const [at, name] of names.entries())
    committed(await world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: `2026-12-05T${String(10 + at)}:00:00Z`, resourceIds: [],
      customer: { id: randomUUID(), name, phone: `+44 (7700) 900-00${at}` }, title: name,
    }));
  const { csv } = await exported(world);
  expect(csv.match(/(?<=[,\n]|,")[=@-]/g)).toBeNull();
  expect(csv).toContain(`,'-2+3,'-2+3,+44 (7700) 900-002,`);
  expect(csv).toContain(`,'Tis me,'Tis me,+44 (7700) 900-006,`);
  expect(await imported(fresh, csv)).toMatchObject({ committed: names.length, refused: [] });
  const { rows } = await database.admin.query<{ name: string; title: string }>(
    'select c.name, b.title from booking b join customer c using (tenant_no, customer_id) where b.tenant_no = $1 order by b.starts_at', [fresh.tenantNo]);
  expect(rows).toEqual(names.map((name) => ({ name, title: name })));
  expect((await exported(fresh)).csv).toBe(csv);
});

test('several resources, a party and who was squeezed in are exported as they are, and come back where there is room for them', async () => {
  const [world, fresh] = [await business(), await business()];
  const [first = '', second = '', third = ''] = world.rooms;
  for (const { tenantNo, locationId, rooms } of [world, fresh])
    await database.admin.query(`select gateway.put_resource($1, $2, gateway.resource_row(r) || $4) from resource r where r.resource_id = $3`, [
      tenantNo, locationId, rooms[2], { squeezeLanes: 1, squeezePerDay: 3, name: 'Couch; by the window' },
    ]);
  const submit = async (reference: string, more: object) => committed(await world.gateway.submit(
    { ...world.submitter, terminalId: null, keyRole: 'manager' },
    world.command('create_booking', {
      bookingId: randomUUID(), serviceId: null, start: '2026-12-05T10:00:00Z', end: '2026-12-05T11:00:00Z', resourceIds: [], customer: null, title: 'x', reference, ...more,
    }, { channel: 'import' }),
  ));
  await submit('two', { resourceIds: [first, third] });
  await submit('party', { resourceIds: [world.classRoom], partySize: 2 });
  await submit('squeezed', { resourceIds: [third], start: '2026-12-05T09:30:00Z', squeezeIn: { reason: '=In pain' } });
  await submit('plain', { resourceIds: [second] });
  const { csv, report } = await exported(world);
  const at = '2026-12-05T10:00:00+00:00,2026-12-05T11:00:00+00:00,Europe/London,x,,,';
  expect(csv).toBe(
    'reference,resource,start,end,time_zone,title,customer,phone,email,more_resources,party_size,squeezed_in\n' +
    `party,Class,${at},,2,\nplain,Room 2,${at},,,\ntwo,Room 1,${at},room-3,,\n` +
    `squeezed,room-3,2026-12-05T09:30:00+00:00,${at.slice(26)},,,'=In pain\n`);
  expect(report).toEqual({ rows: 4 });
  expect(await imported(world, csv)).toEqual({ rows: 4, committed: 0, unchanged: 4, refused: [] });
  expect(await imported(fresh, csv)).toEqual({ rows: 4, committed: 4, unchanged: 0, refused: [] });
  expect((await exported(fresh)).csv).toBe(csv);
  // Where nobody may be squeezed in, that row alone is refused, and says why.
  const strict = await business();
  expect(await imported(strict, csv.replaceAll('room-3', 'Couch'))).toMatchObject({
    committed: 3, refused: [{ reference: 'squeezed', conflicts_with: ['two'] }],
  });
});

test.each(['no', 'No', 'false', '0', ''])('squeezed_in %j squeezes nobody in', async (said) => {
  const world = await business();
  await database.admin.query(`select gateway.put_resource($1, $2, gateway.resource_row(r) || $4) from resource r where r.resource_id = $3`, [
    world.tenantNo, world.locationId, world.rooms[0], { squeezeLanes: 1, squeezePerDay: 3 },
  ]);
  const row = (reference: string) => `${reference},Room 1,2026-12-05T10:00,2026-12-05T11:00,UTC,x,${said}\n`;
  const report = await imported(world, `reference,resource,start,end,time_zone,title,squeezed_in\n${row('first')}${row('second')}`);
  expect(report).toMatchObject({ committed: 1, refused: [{ reference: 'second', conflicts_with: ['first'] }] });
});

test.each(['0', '501', '1.5', 'two'])('a party of %s is no row', async (party) => {
  const report = await imported(await business(), `reference,resource,start,end,time_zone,title,party_size\nA,class,2026-12-05T10:00,2026-12-05T11:00,UTC,x,${party}\n`);
  expect(report.refused).toMatchObject([{ line: 2, reason: 'unreadable_row', detail: expect.stringContaining('party_size') }]);
});

test('a resource that shares its name with another goes by its slug', async () => {
  const [world, other] = [await business(), await business()];
  const [, second = ''] = world.rooms;
  await database.admin.query(`update resource set name = 'ROOM 1' where resource_id = $1`, [second]);
  committed(await world.book(second, '2026-12-05T10:00:00Z', {}));
  expect((await exported(world)).csv.split('\n')[1]).toContain(',room-2,');
  expect((await exported(other)).report.rows).toBe(0);
});
