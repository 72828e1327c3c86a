import { availableParallelism } from 'node:os';
import pg from 'pg';
import type { LocationRow, ResourceRow, ServiceRow, StaffRow } from '@holdfast/protocol/rows';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';
import { stableUuid } from '../commands/stable-uuid.ts';
import { hashPin } from '../staff/pin.ts';
import { everySecond } from './progress.ts';
import {
  bookingsOfLocation,
  checkSeedSize,
  closesAtHour,
  opensAtHour,
  seedLocationSlug,
  seedTenantSlug,
  type SeedShape,
} from './seed-shape.ts';
import { insertBookingsSql } from './seed-sql.ts';

export interface SeedLocation {
  locationId: string;
  slug: string;
  serviceId: string;
  /** In board order. */
  resources: { id: string; no: number }[];
}

export interface SeedReport {
  tenantNo: TenantNo;
  tenant: string;
  /** The manager whose PIN opens a terminal there. */
  staffId: string;
  pin: string;
  /** UTC, `YYYY-MM-DD`: ahead of it bookings are `booked`, before it `done`. */
  since: string;
  locations: SeedLocation[];
  bookings: { made: number; there: number };
  seconds: number;
}

/** What a business of measuring data says of itself in `tenant.settings`, and how far each location is filled. */
interface SeedMark {
  since: string;
  seeded: number[];
}

const pin = '1470';
/** One transaction: some seconds, so that a stop loses little and memory stays small. */
const bookingsPerTransaction = 100_000;

/**
 * Fills a business of its own with measuring data, past the gateway: no commands, no events, no feed. Run again with
 * the same shape it adds what is missing to `bookings`; a run that was stopped is continued. Locations are filled by
 * themselves, each transaction under its location's lock. Replicas of what was there before reset: the epoch changes.
 *
 * `ownerUrl` names the login that owns the tables. Throws `UsageError` on sizes that cannot be made.
 */
export async function seed(
  ownerUrl: string,
  { bookings, ...shape }: SeedShape & { bookings: number },
  { tell = () => {}, now = Date.now() }: { tell?: (line: string) => void; now?: number } = {},
): Promise<SeedReport> {
  checkSeedSize(shape, bookings);
  const startedAt = performance.now();
  const pool = new pg.Pool({ connectionString: ownerUrl, max: availableParallelism(), application_name: 'holdfast seed' });
  pool.on('error', () => {});
  try {
    const tenant = await openTenant(pool, shape, now);
    const waiting = tenant.locations.map((location, index) => ({ location, number: index + 1 }));
    let made = 0;
    const tellProgress = everySecond(tell, () => performance.now());
    const fill = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        for (let inserted = -1; inserted !== 0; ) {
          inserted = await fillSome(pool, tenant, next.location, next.number, bookingsOfLocation(shape, bookings, next.number));
          made += inserted;
          tellProgress(`${made} bookings made`);
        }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, fill));
    if (made > 0) {
      tell('Telling PostgreSQL about them (vacuum, analyze) …');
      await pool.query('vacuum (analyze) claim, booking, customer');
    }
    const { seeded } = await readMark(pool, tenant.tenantNo);
    const there = seeded.reduce((sum, count) => sum + count, 0);
    return { ...tenant, pin, bookings: { made, there }, seconds: (performance.now() - startedAt) / 1_000 };
  } finally {
    await pool.end();
  }
}

type SeedTenant = Pick<SeedReport, 'tenantNo' | 'tenant' | 'staffId' | 'since' | 'locations'>;

/** The business, made whole in one transaction when it is not there. */
async function openTenant(pool: pg.Pool, shape: SeedShape, now: number): Promise<SeedTenant> {
  const slug = seedTenantSlug(shape);
  const staffId = stableUuid(slug, 'staff');
  const pinHash = await hashPin(pin);
  const tenantNo = await inTransaction(pool, async (client) => {
    // Of two at once, the second finds what the first made.
    await client.query(`select pg_advisory_xact_lock(hashtext('holdfast seed'))`);
    const { rows } = await client.query<{ no: number; marked: boolean }>(
      `select tenant_no as no, settings ? 'measuringData' as marked from tenant where slug = $1`,
      [slug],
    );
    const [there] = rows;
    if (there && !there.marked) throw new Error(`The business "${slug}" is not one of measuring data: it was not touched.`);
    if (there) return there.no;
    const mark: SeedMark = { since: new Date(now).toISOString().slice(0, 10), seeded: Array.from({ length: shape.locations }, () => 0) };
    const put = await client.query<{ no: number }>(`select gateway.put_tenant($1, $2, $3) as no`, [
      stableUuid(slug),
      slug,
      `Measuring data (${shape.locations} locations × ${shape.resources})`,
    ]);
    const no = put.rows[0]?.no ?? 0;
    await client.query(`update tenant set settings = settings || jsonb_build_object('measuringData', $2::jsonb) where tenant_no = $1`, [
      no,
      JSON.stringify(mark),
    ]);
    for (let number = 1; number <= shape.locations; number++) await putLocation(client, no, slug, number, shape.resources);
    const staff: StaffRow = { id: staffId, name: 'Measuring data', role: 'manager', active: true };
    await client.query('select gateway.put_staff($1, $2, $3)', [no, staff, pinHash]);
    return no;
  });
  const { rows: locations } = await pool.query<SeedLocation>(
    `select l.location_id as "locationId", l.slug,
        (select s.service_id from service s where s.tenant_no = l.tenant_no and s.location_id = l.location_id
           order by s.position limit 1) as "serviceId",
        (select jsonb_agg(jsonb_build_object('id', r.resource_id, 'no', r.resource_no) order by r.position)
           from resource r where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources
      from location l where l.tenant_no = $1 order by length(l.slug), l.slug`,
    [tenantNo],
  );
  const { since } = await readMark(pool, tenantNo);
  return { tenantNo: mintTenantNo(tenantNo), tenant: slug, staffId, since, locations };
}

async function readMark(on: pg.Pool | pg.PoolClient, tenantNo: number): Promise<SeedMark> {
  const { rows } = await on.query<{ mark: SeedMark }>(`select settings->'measuringData' as mark from tenant where tenant_no = $1`, [tenantNo]);
  const mark = rows[0]?.mark;
  if (!mark) throw new Error('The business lost its mark while it was being filled.');
  return mark;
}

async function putLocation(client: pg.PoolClient, tenantNo: number, tenant: string, number: number, resources: number): Promise<void> {
  const id = stableUuid(tenant, 'location', String(number));
  const hours: [string, string][] = [[`${String(opensAtHour).padStart(2, '0')}:00`, `${closesAtHour}:00`]];
  const row: LocationRow = {
    id,
    slug: seedLocationSlug(number),
    name: `Measuring ${number}`,
    timeZone: 'UTC',
    openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, hours])),
    gridMinutes: 15,
  };
  await client.query('select gateway.put_location($1, $2)', [tenantNo, row]);
  const rooms = Array.from({ length: resources }, (_, index): ResourceRow => ({
    id: stableUuid(tenant, 'resource', String(number), String(index + 1)),
    locationId: id,
    slug: `room-${index + 1}`,
    name: `Room ${index + 1}`,
    kind: 'room',
    label: '',
    capacity: 1,
    position: index + 1,
    archived: false,
  }));
  await client.query('select count(gateway.put_resource($1, $2, room)) from jsonb_array_elements($3) room', [tenantNo, id, JSON.stringify(rooms)]);
  const service: ServiceRow = {
    id: stableUuid(tenant, 'service', String(number)),
    locationId: id,
    slug: 'room-60',
    name: 'Room, one hour',
    durationMinutes: 60,
    preparationMinutes: 0,
    cleanupMinutes: 0,
    needs: ['room'],
    colour: 1,
    position: 1,
    archived: false,
  };
  await client.query('select gateway.put_service($1, $2, $3)', [tenantNo, id, service]);
}

/** One transaction towards `wanted` bookings of a location; answers how many it made, 0 when they are there. */
async function fillSome(
  pool: pg.Pool,
  { tenantNo, since }: SeedTenant,
  { locationId, slug, serviceId, resources }: SeedLocation,
  number: number,
  wanted: number,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    await client.query('select gateway.lock_location($1, $2)', [tenantNo, locationId]);
    // Under the lock: another seed may have been faster.
    const from = (await readMark(client, tenantNo)).seeded[number - 1] ?? 0;
    const to = Math.min(wanted, from + bookingsPerTransaction);
    if (to <= from) return 0;
    await client.query(insertBookingsSql, [tenantNo, locationId, number, serviceId, since, from, to, resources.length]).catch((fault: { code?: string }) => {
      if (fault.code !== '23P01') throw fault;
      throw new Error(`At ${slug} somebody has booked time that measuring data needs: seed another shape (--locations, --resources).`, { cause: fault });
    });
    // Their history has no such bookings: copies made before must be made anew.
    await client.query('update feed_head set epoch = gen_random_uuid()::text where tenant_no = $1 and location_id = $2', [tenantNo, locationId]);
    // Last: other locations' transactions write the same row.
    await client.query(`update tenant set settings = jsonb_set(settings, array['measuringData', 'seeded', $2::text], to_jsonb($3::bigint)) where tenant_no = $1`, [
      tenantNo,
      number - 1,
      to,
    ]);
    return to - from;
  });
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin isolation level read committed');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (fault) {
    await client.query('rollback').catch((lost: Error) => (broken = lost));
    throw fault;
  } finally {
    client.release(broken);
  }
}
