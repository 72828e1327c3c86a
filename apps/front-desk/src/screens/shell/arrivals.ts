import { minuteMs } from '@holdfast/domain/instant';
import type { BoardItem, BookingOnBoard } from '../../desk.ts';

export interface Arrivals {
  /** Booked and not here: late ones first, the longest late at the top. */
  expected: { booking: BookingOnBoard; lateMinutes: number }[];
  /** Arrived and not started: somebody is waiting in the room. */
  here: BookingOnBoard[];
}

/** An imported session without a customer is a programme item: nobody checks in for it. */
const isSomebody = ({ row }: BookingOnBoard): boolean => row.channel !== 'import' || row.customerId !== null;

export function arrivalsOf(items: readonly BoardItem[], now: number): Arrivals {
  const bookings = items
    .filter((item): item is BookingOnBoard => item.kind === 'booking' && item.certainty !== 'refused' && isSomebody(item))
    .sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  return {
    expected: bookings
      .filter((booking) => booking.row.status === 'booked')
      .map((booking) => ({ booking, lateMinutes: Math.max(0, Math.floor((now - dueAt(booking)) / minuteMs)) })),
    here: bookings.filter((booking) => booking.row.status === 'arrived'),
  };
}

/** A walk-in begins at the last line of the grid: nobody is late for what was booked after its start. */
function dueAt({ start, row }: BookingOnBoard): number {
  const bookedAt = Date.parse(row.createdAt);
  return Number.isNaN(bookedAt) ? start : Math.max(start, bookedAt);
}
