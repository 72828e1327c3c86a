import type { BookingRow, HoldRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import { referenceAsSaid } from '../bookings/reference.ts';
import type { Database } from '../db/database.ts';
import type { KeyScope } from './scope.ts';

/** What a key can reach: its business's, at its locations. Everything else does not exist for it. */
type Reach = Pick<KeyScope, 'tenantNo' | 'locations'>;

/** The booking as it is now. */
export async function reachableBooking(db: Database, { tenantNo, locations }: Reach, id: string): Promise<BookingRow | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: BookingRow }>({
      name: 'reachable-booking',
      text: `select gateway.booking_row(b, c) as row
        from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.tenant_no = $1 and b.booking_id = $2 and b.location_id = any($3::uuid[])`,
      values: [tenantNo, id, locations.map((location) => location.id)],
    });
    return rows[0]?.row ?? null;
  });
}

/** The booking that somebody names aloud, as they say it. */
export async function reachableByReference(db: Database, { tenantNo, locations }: Reach, said: string): Promise<BookingRow | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: BookingRow }>({
      name: 'reachable-by-reference',
      text: `select gateway.booking_row(b, c) as row
        from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.tenant_no = $1 and b.reference = any($2::text[]) and b.location_id = any($3::uuid[])
        order by b.reference = $4 desc limit 1`,
      values: [tenantNo, [said.trim(), referenceAsSaid(said)], locations.map((location) => location.id), said.trim()],
    });
    return rows[0]?.row ?? null;
  });
}

/** The hold as it is now: past its expiry it is expired, whether or not a sweep has said so. */
export async function reachableHold(db: Database, { tenantNo, locations }: Reach, id: string): Promise<HoldRow | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: HoldRow; ranOut: boolean }>({
      name: 'reachable-hold',
      text: `select gateway.hold_row(h) as row, h.expires_at <= clock_timestamp() as "ranOut" from hold h
        where h.tenant_no = $1 and h.hold_id = $2 and h.location_id = any($3::uuid[])`,
      values: [tenantNo, id, locations.map((location) => location.id)],
    });
    const found = rows[0];
    if (!found) return null;
    return found.row.status === 'active' && found.ranOut ? { ...found.row, status: 'expired' } : found.row;
  });
}

/** The waitlist entry as it is now. */
export async function reachableWaitlistEntry(db: Database, { tenantNo, locations }: Reach, id: string): Promise<WaitlistEntryRow | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: WaitlistEntryRow }>({
      name: 'reachable-waitlist-entry',
      text: `select gateway.waitlist_entry_row(w) as row from waitlist_entry w
        where w.tenant_no = $1 and w.entry_id = $2 and w.location_id = any($3::uuid[])`,
      values: [tenantNo, id, locations.map((location) => location.id)],
    });
    return rows[0]?.row ?? null;
  });
}
