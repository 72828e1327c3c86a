import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { runImport, type ImportReport } from './run-import.ts';
import { UnreadableFileError } from './read-csv.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin, { timeZone: 'Europe/London' });
});
afterEach(() => world.feedWatch.close());

const header = 'reference,resource,start,end,time_zone,title';
function importing(text: string | Uint8Array, createResources = false): Promise<ImportReport> {
  const server = { db: world.db, gateway: world.gateway, now: () => world.clock.now };
  return runImport(server, typeof text === 'string' ? new TextEncoder().encode(text) : text, {
    tenantNo: world.tenantNo,
    locationId: world.locationId,
    createResources,
  });
}

test('a real schedule of 943 sessions in 29 rooms is committed whole, and again nothing changes', async () => {
  // In a database of its own: what is verified is all that is in it.
  const own = await createTestDatabase();
  world.feedWatch.close();
  world = await createTestWorld(own.db, own.admin, { timeZone: 'Europe/London' });
  const file = await readFile(new URL('./fixtures/fosdem-2025-rooms.csv', import.meta.url));
  expect(await importing(file, true)).toEqual({ rows: 943, committed: 943, unchanged: 0, refused: [] });
  expect(await importing(file, true)).toEqual({ rows: 943, committed: 0, unchanged: 943, refused: [] });
  const verification = await verify(own.admin);
  expect(verification).toMatchObject({ claims: 943, overlaps: 0, orphans: 0, commands_without_outcome: 0 });
  expect(isSound(verification)).toBe(true);
  const { rows } = await own.admin.query(
    `select count(*)::int as rooms from resource where tenant_no = $1 and position > 10`,
    [world.tenantNo],
  );
  expect(rows).toEqual([{ rooms: 29 }]);
});

test('a row that overlaps is refused alone and names what it met', async () => {
  const report = await importing(
    `${header}\nA,Room 1,2025-02-01T10:00,2025-02-01T11:00,Europe/London,First\nB,Room 1,2025-02-01T10:30,2025-02-01T11:30,Europe/London,Second\nC,room-2,2025-02-01T10:30,2025-02-01T11:30,Europe/London,Third`,
  );
  expect(report).toMatchObject({ rows: 3, committed: 2, unchanged: 0 });
  expect(report.refused).toEqual([
    expect.objectContaining({ line: 3, reference: 'B', reason: 'slot_taken', conflicts_with: ['A'] }),
  ]);
});

test('a used reference with other content is refused, in the file and against the record', async () => {
  const row = (start: string) => `A,Room 1,2025-02-01T${start}:00,2025-02-01T12:00,Europe/London,First`;
  const within = await importing(`${header}\n${row('10')}\n${row('11')}\n${row('10')}`);
  expect(within).toMatchObject({ committed: 1, unchanged: 1 });
  expect(within.refused).toMatchObject([{ line: 3, reason: 'already_exists', conflicts_with: ['A'] }]);
  expect((await importing(`${header}\n${row('11')}`)).refused).toMatchObject([{ reason: 'already_exists' }]);
});

test('a refused row gets a fresh answer when it is imported again', async () => {
  const file = `${header}\nX,Room 1,2026-12-05T10:00,2026-12-05T11:00,Europe/London,Late`;
  const { bookingId = '' } = await world.book(world.rooms[0] ?? '', '2026-12-05T10:00:00Z');
  expect((await importing(file)).refused).toMatchObject([{ reason: 'slot_taken' }]);
  await world.submit('cancel_booking', { bookingId });
  expect(await importing(file)).toMatchObject({ committed: 1, refused: [] });
});

test('what cannot be read is answered by line and stops no other row', async () => {
  const report = await importing(
    [
      header,
      ',Room 1,2025-02-01T10:00,2025-02-01T11:00,Europe/London,No reference',
      'B,Room 1,yesterday,2025-02-01T11:00,Europe/London,No time',
      'C,Room 1,2025-02-01T10:00,2025-02-01T11:00,Atlantis/Capital,No zone',
      'D,Room 1,2025-03-30T01:30,2025-03-30T03:00,Europe/London,Skipped by the clock change',
      'E,Room 1,2025-10-26T01:30,2025-10-26T03:00,Europe/London,Twice that night',
      'F,Room 1,2025-10-26T01:30+01:00,2025-10-26T03:00,Europe/London,Said which',
      'G,Room 1,2025-02-01T12:00,2025-02-01T11:00,Europe/London,Ends before it starts',
      'H,Cellar,2025-02-01T10:00,2025-02-01T11:00,Europe/London,Unknown room',
      '"I","Room 1","2025-02-01T10:00","2025-02-01T11:00","Europe/London","Two\nlines, ""quoted"" 🎹"',
      'J,Room 1,2025-02-01T10:30,2025-02-01T11:00,Europe/London,After the two lines',
    ].join('\n'),
  );
  expect(report.committed).toBe(2);
  expect(report.refused.map(({ line, reason }) => [line, reason])).toEqual([
    [2, 'unreadable_row'],
    [3, 'unreadable_row'],
    [4, 'unreadable_row'],
    [5, 'unreadable_row'],
    [6, 'unreadable_row'],
    [8, 'invalid_times'],
    [9, 'not_found'],
    [12, 'slot_taken'],
  ]);
});

test('a file that is no such file writes nothing', async () => {
  await expect(importing('reference,resource\nA,B')).rejects.toThrow(/missing: start, end, time_zone, title/);
  await expect(importing(`${header},colour\n`)).rejects.toThrow(/Unknown columns: colour/);
  await expect(importing(new Uint8Array([0xff, 0xfe, 0x41]))).rejects.toThrow(UnreadableFileError);
  expect(await importing(header)).toEqual({ rows: 0, committed: 0, unchanged: 0, refused: [] });
});

test('customers of a file are the same people in the next one, and the desk\'s; a family\'s number is not one person', async () => {
  const columns = `${header},customer,phone,email`;
  const ben = { id: randomUUID(), name: 'Ben  HOLM', phone: '20 11 22 33', email: 'Ben@example.test' };
  committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-04T10:00:00Z', resourceIds: [], customer: ben }));
  await importing(`${columns}\nA,Room 1,2026-12-05T10:00,2026-12-05T11:00,Europe/London,One,Ida Holm,+45 20 11 22 33,\nB,Room 2,2026-12-05T10:00,2026-12-05T11:00,Europe/London,One,Regular,,`);
  await importing(
    `${columns}\nC,Room 1,2026-12-05T12:00,2026-12-05T13:00,Europe/London,Two,Ida Holm,+4520112233,ida@example.test\n` +
      'D,Room 2,2026-12-05T12:00,2026-12-05T13:00,Europe/London,Two,Ben Holm,,ben@example.test\n' +
      'E,Room 3,2026-12-05T12:00,2026-12-05T13:00,Europe/London,Two,regular,,',
  );
  const { rows } = await database.admin.query(
    `select c.name, c.email, array_agg(b.reference order by b.reference) filter (where length(b.reference) = 1) as refs
       from customer c join booking b using (tenant_no, customer_id) where c.tenant_no = $1 group by 1, 2 order by 1`, [world.tenantNo]);
  expect(rows).toEqual([
    { name: 'Ben  HOLM', email: 'Ben@example.test', refs: ['D'] },
    { name: 'Ida Holm', email: 'ida@example.test', refs: ['A', 'C'] },
    { name: 'Regular', email: null, refs: ['B', 'E'] },
  ]);
});
