import assert from 'node:assert/strict';
import type pg from 'pg';
import { toWire } from '@holdfast/domain/instant';
import type { TenantNo } from '@holdfast/server/access/scope';
import type { GatewayModel } from './gateway-model.ts';

/** Whether all that a business has is what its models say. */
export async function compareRecords(admin: pg.Pool, tenantNo: TenantNo, models: readonly GatewayModel[]): Promise<void> {
  const { rows } = await admin.query(
    `select
       (select coalesce(jsonb_agg(jsonb_build_array(r.resource_id, c.lane, gateway.wire_time(c.starts_at),
           gateway.wire_time(c.ends_at), c.owner_kind, c.owner_id)), '[]')
         from claim c join resource r using (tenant_no, resource_no) where c.tenant_no = $1 and c.released_at is null) as claims,
       (select coalesce(jsonb_agg(jsonb_build_array(booking_id, status, version, gateway.wire_time(starts_at), party_size, customer_id, series_id, notes,
           coalesce(waived->'rules' ? 'hours', false), coalesce(waived->'rules' ? 'no_shows', false), deposit_reference)), '[]')
         from booking where tenant_no = $1) as bookings,
       (select coalesce(jsonb_agg(jsonb_build_array(hold_id, status, purpose, coalesce(extensions, 0))), '[]') from hold where tenant_no = $1) as holds,
       (select coalesce(jsonb_agg(jsonb_build_array(block_id, removed)), '[]') from block where tenant_no = $1) as blocks,
       (select coalesce(jsonb_agg(jsonb_build_array(entry_id, status, hold_id, declined, lapses)), '[]') from waitlist_entry where tenant_no = $1) as entries,
       (select coalesce(jsonb_agg(jsonb_build_array(kind, subject_id, status, body->>'asks')), '[]') from message
         where tenant_no = $1 and not body ? 'lateAt') as messages,
       (select coalesce(jsonb_agg(jsonb_build_array(customer_id, visits, no_shows)), '[]') from customer
         where tenant_no = $1 and visits + no_shows > 0) as customers,
       (select coalesce(jsonb_agg(jsonb_build_array(location_id, head)), '[]') from feed_head where tenant_no = $1) as heads`,
    [tenantNo],
  );
  const all = <T>(of: (model: GatewayModel) => Iterable<T>): T[] => models.flatMap((model) => [...of(model)]);
  const expected: Record<string, unknown[]> = {
    claims: all(({ calendar }) => calendar.claims).map(({ resourceId, lane, start, end, owner }) => [resourceId, lane, toWire(start), toWire(end), owner.kind, owner.id]),
    bookings: all(({ calendar }) => calendar.bookings).map(
      ([id, { status, version, start, partySize, customerId, seriesId, notes = '', atAnyHour = false, isForgiven = false, deposit }]) =>
        [id, status, version, toWire(start), partySize, customerId, seriesId ?? null, notes, atAnyHour, isForgiven, deposit ?? null],
    ),
    holds: all(({ calendar }) => calendar.holds).map(([id, { status, purpose, extensions }]) => [id, status, purpose, extensions]),
    blocks: all(({ calendar }) => calendar.blocks).map(([id, { removed }]) => [id, removed]),
    entries: all(({ calendar }) => calendar.entries).map(([id, { status, holdId, declined, lapses }]) => [id, status, holdId, declined.map(toWire), lapses]),
    messages: all(({ calendar }) => calendar.messages).map(({ kind, subjectId, status, asks }) => [kind, subjectId, status, asks ?? null]),
    customers: models.flatMap(counted),
    heads: models.map(({ locationId, version }) => [locationId, version]),
  };
  assert.deepEqual(sortedOf(rows[0]), sortedOf(expected));
}

function sortedOf(lists: Record<string, unknown[]>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(lists).map(([name, lines]) => [name, lines.map((line) => JSON.stringify(line)).sort()]));
}

/** What customers did, counted by looking at their bookings as they are now. */
function counted({ calendar }: GatewayModel): unknown[] {
  const known = Map.groupBy(calendar.bookings.values(), ({ customerId }) => customerId);
  known.delete(null);
  const count = (id: string | null, status: string): number => known.get(id)?.filter((booking) => booking.status === status).length ?? 0;
  return [...known.keys()].map((id) => [id, count(id, 'done'), count(id, 'no_show')]).filter(([, visits, noShows]) => visits !== 0 || noShows !== 0);
}
