import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import type pg from 'pg';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import { fromWire, toWire } from '@holdfast/domain/instant';
import type { BlockRow, BookingRow, CustomerRow, HoldRow, SeriesRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

type HeadLine = Extract<SnapshotLine, { type: 'head' }>;
type DayLine = Extract<SnapshotLine, { type: 'day' }>;

const customersPerLine = 1_000;
/** How long before the first day asked for customers and series are told of. */
const knownForMs = 183 * 24 * 3_600_000;

/**
 * A copy of a location's days, as lines, all from one REPEATABLE READ snapshot, so that the feed continues
 * it exactly at `version`. Read whole before the first line is sent: a slow reader then holds a few
 * megabytes, never a database connection. Null when the tenant has no such location.
 */
export async function snapshot(
  db: Database,
  tenantNo: TenantNo,
  request: { locationId: string; from: string; to: string; now: number },
): Promise<SnapshotLine[] | null> {
  return db.readAs(tenantNo, async (client) => {
    const head = await readHead(client, tenantNo, request.locationId, request.now);
    if (!head) return null;
    const { timeZone } = head.location;
    const start = dayRange(request.from, timeZone).start;
    const end = dayRange(request.to, timeZone).end;

    const days = new Map<string, DayLine>();
    const dayLine = (wire: string): DayLine => {
      const day = dayOf(fromWire(wire), timeZone);
      const line = days.get(day) ?? { type: 'day', day, bookings: [], holds: [], blocks: [] };
      days.set(day, line);
      return line;
    };
    const span = [tenantNo, request.locationId, toWire(start), toWire(end)];
    for (const row of await readRows<BookingRow>(client, bookingsSql, span)) dayLine(row.start).bookings.push(row);
    for (const row of await readRows<HoldRow>(client, holdsSql, span)) dayLine(row.start).holds.push(row);
    for (const row of await readRows<BlockRow>(client, blocksSql, span)) dayLine(row.start).blocks.push(row);

    const customers = pages(await readCustomers(client, tenantNo, request.locationId, start, end));
    const body: SnapshotLine[] = [
      ...customers.map((rows) => ({ type: 'customers' as const, rows })),
      ...[...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)),
    ];
    const rows = body.reduce((sum, line) => sum + rowCount(line), 0);
    const waiting = await readRows<WaitlistEntryRow>(client, waitlistSql, span.slice(0, 2));
    const cancelled = await readRows<SeriesRow>(client, cancelledSeriesSql, [...span.slice(0, 2), toWire(start - knownForMs)]);
    // Counted apart: a terminal from before the waitlist skips the line and still finds its own count right.
    return [
      head, ...body, { type: 'waitlist', rows: waiting }, { type: 'series', rows: cancelled },
      { type: 'end', version: head.version, days: days.size, rows, waiting: waiting.length },
    ];
  });
}

function rowCount(line: SnapshotLine): number {
  if (line.type === 'customers') return line.rows.length;
  if (line.type === 'day') return line.bookings.length + line.holds.length + line.blocks.length;
  return 0;
}

function pages<T>(rows: readonly T[]): T[][] {
  const result: T[][] = [];
  for (let index = 0; index < rows.length; index += customersPerLine)
    result.push(rows.slice(index, index + customersPerLine));
  return result;
}

const bookingsSql = `select gateway.booking_row(b, c) as row
  from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
  where b.tenant_no = $1 and b.location_id = $2 and b.starts_at >= $3 and b.starts_at < $4`;
const holdsSql = `select gateway.hold_row(h) as row from hold h
  where h.tenant_no = $1 and h.location_id = $2 and h.status = 'active'
    and h.starts_at >= $3 and h.starts_at < $4`;
const blocksSql = `select gateway.block_row(b) as row from block b
  where b.tenant_no = $1 and b.location_id = $2 and not b.removed and b.starts_at >= $3 and b.starts_at < $4`;

/** All of them, whatever days were asked for: a list of people, not of days. */
const waitlistSql = `select gateway.waitlist_entry_row(e) as row from waitlist_entry e
  where e.tenant_no = $1 and e.location_id = $2 and e.status in ('waiting', 'offered') order by e.joined_at, e.entry_id`;

/** A terminal to which dates of one were refused offers them no more. Long ones count by their last date. */
const cancelledSeriesSql = `select gateway.series_row(s) as row from series s
  where s.tenant_no = $1 and s.location_id = $2 and s.cancelled and exists (select from booking b
    where b.tenant_no = s.tenant_no and b.series_id = s.series_id and b.starts_at >= $3) order by s.starts_at, s.series_id`;

async function readRows<T>(client: pg.PoolClient, text: string, values: unknown[]): Promise<T[]> {
  const { rows } = await client.query<{ row: T }>(text, values);
  return rows.map(({ row }) => row);
}

async function readHead(
  client: pg.PoolClient,
  tenantNo: TenantNo,
  locationId: string,
  now: number,
): Promise<HeadLine | null> {
  const { rows } = await client.query<Omit<HeadLine, 'type' | 'replicaSchema' | 'serverNow'>>(
    `select h.epoch, h.head as version, gateway.location_row(l) as location,
       (select coalesce(jsonb_agg(gateway.resource_row(r) order by r.position), '[]') from resource r
          where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources,
       (select coalesce(jsonb_agg(gateway.service_row(s) order by s.position), '[]') from service s
          where s.tenant_no = l.tenant_no and s.location_id = l.location_id) as services,
       (select coalesce(jsonb_agg(gateway.staff_row(p) order by p.name), '[]') from staff p
          where p.tenant_no = l.tenant_no) as staff
     from location l join feed_head h on h.tenant_no = l.tenant_no and h.location_id = l.location_id
     where l.tenant_no = $1 and l.location_id = $2`,
    [tenantNo, locationId],
  );
  const row = rows[0];
  if (!row) return null;
  return { type: 'head', ...row, replicaSchema: replicaSchemaVersion, serverNow: toWire(now) };
}

/** Everybody with a booking here from half a year before the window on: whom a caller may turn out to be. */
async function readCustomers(
  client: pg.PoolClient,
  tenantNo: TenantNo,
  locationId: string,
  start: number,
  end: number,
): Promise<CustomerRow[]> {
  const { rows } = await client.query<{ row: CustomerRow }>(
    `select gateway.customer_row(c) as row from customer c
     where c.tenant_no = $1 and c.customer_id in (
       select b.customer_id from booking b where b.tenant_no = $1 and b.location_id = $2
         and b.starts_at >= $3 and b.starts_at < $4)`,
    [tenantNo, locationId, toWire(start - knownForMs), toWire(end)],
  );
  return rows.map(({ row }) => row);
}
