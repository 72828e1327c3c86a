import { toWire } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';

/** A booking still to come or in progress, and what its row does not say of its customer. */
export interface ComingBooking {
  row: BookingRow;
  customerEmail: string | null;
}

/** The bookings of a resource that start in the range and are not over, earliest first. */
export async function readComing(context: DecisionContext, resourceId: string, range: TimeRange): Promise<ComingBooking[]> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<ComingBooking>({
      name: 'read-coming',
      text: `select gateway.booking_row(b, c) as row, c.email as "customerEmail"
        from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
        where b.tenant_no = $1 and b.location_id = $2 and b.starts_at >= $4 and b.starts_at < $5
          and b.status in ('booked', 'arrived', 'in_service') and $3 = any(b.resource_ids)
        order by b.starts_at, b.booking_id`,
      values: [tenantNo, catalogue.location.id, resourceId, toWire(range.start), toWire(range.end)],
    });
    return rows;
  });
}
