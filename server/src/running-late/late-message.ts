import { randomUUID } from 'node:crypto';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { PlannedMessage } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';

/**
 * To whoever's booking begins later than they were told. Nothing where nobody was named. It says when the booking is
 * now, so that a reader sees whether it is still so (`gateway.is_news`).
 */
export function lateMessage(booking: BookingRow, slot: PlannedSlot, email: string | null, lateResourceId: string, { location }: Catalogue): PlannedMessage[] {
  const { customerName, customerPhone, customerTimeZone = null } = booking;
  if (customerName === null && customerPhone === null && email === null) return [];
  const { timeZone } = location;
  const now = { start: toWire(slot.range.start), end: toWire(slot.range.end) };
  return [
    {
      message_id: randomUUID(),
      kind: 'running_late',
      to_name: customerName,
      to_phone: customerPhone,
      to_email: email,
      subject_id: booking.id,
      body: {
        bookingId: booking.id,
        serviceId: booking.serviceId,
        before: booking.start,
        ...now,
        resourceIds: booking.resourceIds,
        lateResourceId,
        timeZone,
        customerTimeZone,
        ...clocksWhereTheyDiffer(now, timeZone, customerTimeZone),
      },
    },
  ];
}
