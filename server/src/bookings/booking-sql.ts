import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** The booking as it is now, or null when this location has none with this id. */
export async function readBooking(context: DecisionContext, bookingId: string): Promise<BookingRow | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<{ row: BookingRow }>({
      name: 'read-booking',
      text: `select gateway.booking_row(b, c) as row
        from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.tenant_no = $1 and b.location_id = $2 and b.booking_id = $3`,
      values: [tenantNo, catalogue.location.id, bookingId],
    });
    return rows[0]?.row ?? null;
  });
}

/** The names aloud of bookings, by id. */
export async function readReferences(
  { read, tenantNo }: Pick<DecisionContext, 'read' | 'tenantNo'>,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (bookingIds.length === 0) return new Map();
  return read(async (client) => {
    const { rows } = await client.query<{ id: string; reference: string }>({
      name: 'read-references',
      text: 'select booking_id as id, reference from booking where tenant_no = $1 and booking_id = any($2)',
      values: [tenantNo, bookingIds],
    });
    return new Map(rows.map(({ id, reference }) => [id, reference]));
  });
}

export interface HistoryRow {
  at: string;
  kind: string;
  actorName: string | null;
  terminalName: string | null;
  channel: string;
  refusalReason: string | null;
  reason: string | null;
  before: BookingRow | null;
  after: BookingRow | null;
}

/** Who did what to a booking, newest first, at most 200. */
export async function readHistory(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  bookingId: string,
): Promise<HistoryRow[]> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<HistoryRow>(
      `select gateway.wire_time(e.at) as at, e.kind, coalesce(s.name, k.name) as "actorName", t.name as "terminalName",
         e.channel, e.refusal_reason as "refusalReason", e.reason, e.before,
         case when e.refusal_reason is null then e.after end as after
       from event e
         left join staff s on s.tenant_no = e.tenant_no and s.staff_id = e.actor_id
         left join api_key k on k.tenant_no = e.tenant_no and k.key_id = e.actor_id
         left join terminal t on t.tenant_no = e.tenant_no and t.terminal_id = e.terminal_id
       where e.tenant_no = $1 and e.subject_id = $3 and e.location_id = $2
       order by e.version desc limit 200`,
      [tenantNo, locationId, bookingId],
    );
    return rows;
  });
}
