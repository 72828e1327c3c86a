import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';

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

/** Of several those that this location has, by id. */
export async function readBookings(
  { tenantNo, catalogue, read }: Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'read'>,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, BookingRow>> {
  if (bookingIds.length === 0) return new Map();
  return read(async (client) => {
    const { rows } = await client.query<{ row: BookingRow }>({
      name: 'read-bookings',
      text: `select gateway.booking_row(b, c) as row
        from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.tenant_no = $1 and b.location_id = $2 and b.booking_id = any($3)`,
      values: [tenantNo, catalogue.location.id, bookingIds],
    });
    return new Map(rows.map(({ row }) => [row.id, row]));
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
