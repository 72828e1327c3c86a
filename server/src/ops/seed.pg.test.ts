import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { createGateway } from '../commands/location-gateway.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { createFeedWatch } from '../feed/location-feed-watch.ts';
import { pull } from '../feed/pull.ts';
import { snapshot } from '../feed/snapshot.ts';
import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import { enrolTerminal, mintCode } from '../terminals/enrol-terminal.ts';
import { seed, type SeedReport } from './seed.ts';
import { freeHours, opensAtHour } from './seed-shape.ts';
import { isSound, verify } from './verify.ts';

const now = Date.parse('2026-12-01T09:30:00Z');
const midnight = Date.parse('2026-12-01T00:00:00Z');
/** Two places, three rooms: 24 bookings a day, so 700 each reach past the four weeks ahead. */
const shape = { locations: 2, resources: 3 };

let database: TestDatabase;
let first: SeedReport;
beforeAll(async () => {
  database = await createTestDatabase();
  first = await seed(database.url, { ...shape, bookings: 1_400 }, { now });
});

const rowsOf = async (from: TestDatabase): Promise<unknown> => {
  const { rows } = await from.admin.query(
    `select b.*, r.slug, c.lane, c.starts_at as claimed_from, c.ends_at as claimed_to, to_jsonb(k) - 'tenant_no' as customer
       from booking b join claim c on c.owner_id = b.booking_id join resource r using (resource_no)
         join customer k using (customer_id)
       order by b.booking_id`,
  );
  return rows.map(({ tenant_no: _, ...row }) => row as unknown);
};

test('every booking has its claim and its customer, and verify finds nothing wrong', async () => {
  expect(first.bookings).toEqual({ made: 1_400, there: 1_400 });
  const found = await verify(database.admin);
  expect(isSound(found)).toBe(true);
  // Two places, their six rooms and two services, and one member of staff in the record of both; no bookings.
  expect(found).toMatchObject({ claims: 1_400, bookings: 1_400, commands: 12, events: 12 });
  const { rows } = await database.admin.query(
    `select status, min(starts_at) as first, max(starts_at) as last, count(*)::int from booking group by status order by status`,
  );
  // 28 days ahead with 24 bookings each at both locations; the rest lies behind.
  expect(rows).toMatchObject([
    { status: 'booked', count: 28 * 24 * 2, last: new Date('2026-12-28T19:00:00Z') },
    { status: 'done', count: 1_400 - 28 * 24 * 2, last: new Date('2026-11-30T19:00:00Z') },
  ]);
  const visits = await database.admin.query<{ visits: number }>('select sum(visits)::int as visits from customer');
  expect(visits.rows[0]?.visits).toBe(1_400 - 28 * 24 * 2);
});

test('says what it is', async () => {
  const { rows } = await database.admin.query('select slug, name from tenant');
  expect(rows).toEqual([{ slug: 'measuring-data-2x3', name: 'Measuring data (2 locations × 3)' }]);
});

test('another run adds only what is missing, and ends where one run would have ended', async () => {
  const other = await createTestDatabase();
  expect((await seed(other.url, { ...shape, bookings: 501 }, { now })).bookings).toEqual({ made: 501, there: 501 });
  // A later day: what is there already decides when it all lies.
  const later = now + 40 * 86_400_000;
  expect((await seed(other.url, { ...shape, bookings: 1_400 }, { now: later })).bookings).toEqual({ made: 899, there: 1_400 });
  expect((await seed(other.url, { ...shape, bookings: 7 }, { now: later })).bookings).toEqual({ made: 0, there: 1_400 });
  expect(await rowsOf(other)).toEqual(await rowsOf(database));
});

test('two runs at once make it once', async () => {
  const other = await createTestDatabase();
  const size = { ...shape, bookings: 600 };
  const [one, two] = await Promise.all([seed(other.url, size, { now }), seed(other.url, size, { now })]);
  expect(one.bookings.made + two.bookings.made).toBe(600);
  expect(isSound(await verify(other.admin))).toBe(true);
});

test('a terminal can enrol and gets its copy; one that had a copy before must make it anew', async () => {
  const other = await createTestDatabase();
  const { tenantNo, locations: [place] } = await seed(other.url, { ...shape, bookings: 100 }, { now });
  if (!place) throw new Error('Nothing was seeded');
  const { code } = await mintCode(other.db, { tenantNo, locationId: place.locationId, createdBy: null });
  expect(await enrolTerminal(other.db, { code, name: 'Looking' })).not.toBeNull();
  const copy = async () => {
    const lines = await snapshot(other.db, tenantNo, { locationId: place.locationId, from: '2026-12-01', to: '2026-12-28', now });
    const [head] = lines ?? [];
    if (head?.type !== 'head') throw new Error('No head');
    return { head, bookings: lines?.flatMap((line) => (line.type === 'day' ? line.bookings : [])).length };
  };
  const before = await copy();
  expect(before.bookings).toBe(50);
  const ask = { locationId: place.locationId, epoch: before.head.epoch, cursor: before.head.version, replicaSchema: replicaSchemaVersion };
  expect(await pull(other.db, tenantNo, ask, now)).toMatchObject({ kind: 'delta', changes: [] });
  await seed(other.url, { ...shape, bookings: 200 }, { now });
  expect(await pull(other.db, tenantNo, ask, now)).toEqual({ kind: 'reset', reason: 'epoch' });
  expect((await copy()).bookings).toBe(100);
});

test('the free hours are free through the gateway, the others are not', async () => {
  const own = await createTestDatabase();
  const { tenantNo, staffId, locations } = await seed(own.url, { ...shape, bookings: 1_400 }, { now });
  const place = locations[1];
  if (!place) throw new Error('Nothing was seeded');
  const feedWatch = createFeedWatch(own.db, () => {});
  const gateway = createGateway({ db: own.db, feedWatch, now: () => now, onTransient: () => {} });
  const submitter = { tenantNo, terminalId: null, outboxId: null, locationId: place.locationId };
  const book = (day: number, resource: number, hour: number): Promise<Outcome> =>
    gateway.submit(submitter, {
      id: randomUUID(),
      seq: 1,
      schema: 1,
      locationId: place.locationId,
      actorId: staffId,
      channel: 'import', // its refusals hold nothing, so nobody takes the hours tried after
      sawVersion: 0,
      tappedAt: toWire(now),
      kind: 'create_booking',
      args: {
        bookingId: randomUUID(),
        serviceId: place.serviceId,
        start: toWire(midnight + day * 86_400_000 + (opensAtHour + hour) * 3_600_000),
        resourceIds: [place.resources[resource]?.id ?? ''],
        customer: null,
      },
    });
  for (const day of [1, 2, 27])
    for (const resource of [0, 1, 2]) {
      const won: number[] = [];
      for (let hour = 0; hour < 12; hour++) if ((await book(day, resource, hour)).status === 'committed') won.push(hour);
      expect(won).toEqual(freeHours(day, resource));
    }
  feedWatch.close();
});

test('a business that only has the name is not touched', async () => {
  const other = await createTestDatabase();
  await other.admin.query(`insert into tenant (tenant_id, slug, name) values ($1, 'measuring-data-2x3', 'Somebody')`, [randomUUID()]);
  await expect(seed(other.url, { ...shape, bookings: 10 })).rejects.toThrow('The business "measuring-data-2x3" is not one of measuring data: it was not touched.');
});

test('time that somebody took meanwhile is told, and nothing of that location is half there', async () => {
  const other = await createTestDatabase();
  const { locations: [place] } = await seed(other.url, { ...shape, bookings: 0 }, { now });
  await other.admin.query(
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
       select tenant_no, resource_no, 1, '2026-12-01T08:30Z', '2026-12-01T09:00Z', 'booking', gen_random_uuid() from resource where resource_id = $1`,
    [place?.resources[0]?.id],
  );
  await expect(seed(other.url, { locations: 2, resources: 3, bookings: 20 }, { now })).rejects.toThrow(/^At measuring-1 somebody has booked time/);
  const { rows } = await other.admin.query('select count(*)::int as there from booking where location_id = $1', [place?.locationId]);
  expect(rows).toEqual([{ there: 0 }]);
});
