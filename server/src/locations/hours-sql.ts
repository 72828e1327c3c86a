import type pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import type { ChangedBy } from './settings-sql.ts';
import type { Timetable } from './timetable.ts';
import type { Promised, Rules } from './touched-by-hours.ts';

/** Null: the business has no such location. Archived resources are there, for old bookings name them. */
export async function readRules(client: pg.PoolClient, tenantNo: TenantNo, locationId: string): Promise<Rules | null> {
  const { rows } = await client.query<Rules>({
    name: 'read-hours',
    text: `select gateway.location_row(l) as location, (select coalesce(jsonb_agg(gateway.resource_row(r) order by r.position), '[]')
        from resource r where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources
      from location l where l.tenant_no = $1 and l.location_id = $2`,
    values: [tenantNo, locationId],
  });
  return rows[0] ?? null;
}

/** More than any location has ahead of it; what is beyond is not looked at. */
const promisedMax = 20_000;

/**
 * Bookings that are not over, holds and offers to those who wait: of a location, or of one resource. Not what a refusal
 * offers or an undo keeps: a minute later it is gone.
 */
export async function readPromised(
  client: pg.PoolClient,
  tenantNo: TenantNo,
  { locationId, resourceId, now }: { locationId: string; resourceId: string | null; now: number },
): Promise<Promised[]> {
  const { rows } = await client.query<Promised>({
    name: 'read-promised',
    text: `select kind, id, reference, who, gateway.wire_time(starts_at) as start, gateway.wire_time(ends_at) as end, resource_ids as "resourceIds"
      from (
        select 'booking' as kind, b.booking_id as id, b.reference, coalesce(c.name, b.title) as who, b.starts_at, b.ends_at, b.resource_ids
          from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
          where b.tenant_no = $1 and b.location_id = $2 and b.status in ('booked', 'arrived', 'in_service')
            -- By its index; no booking is longer than a week.
            and b.starts_at > $4::timestamptz - interval '7 days' and b.ends_at > $4
        union all
        select case h.purpose when 'waitlist' then 'offer' else 'hold' end, h.hold_id, null, h.customer_name, h.starts_at, h.ends_at, h.resource_ids
          from hold h
          where h.tenant_no = $1 and h.location_id = $2 and h.status = 'active'
            -- By the clock that gave it its end.
            and h.expires_at > clock_timestamp()
            and h.purpose not in ('alternative', 'undo')
      ) promised
      where $3::uuid is null or $3 = any (resource_ids)
      order by starts_at, id limit ${promisedMax}`,
    values: [tenantNo, locationId, resourceId, new Date(now).toISOString()],
  });
  return rows;
}

/** In the transaction that read what is replaced, under the location's lock. Returns the feed's version. */
export async function putHours(
  client: pg.PoolClient,
  tenantNo: TenantNo,
  { locationId, resourceId, timetable, by }: { locationId: string; resourceId: string | null; timetable: Timetable; by: ChangedBy },
): Promise<number> {
  const { rows } = await client.query<{ version: number }>({
    text: 'select gateway.put_hours($1, $2, $3, $4, $5, $6) as version',
    values: [tenantNo, locationId, resourceId, JSON.stringify(timetable.hours), JSON.stringify(timetable.exceptions), JSON.stringify(by)],
  });
  return rows[0]?.version ?? Number.NaN;
}
