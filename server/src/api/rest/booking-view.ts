import type { BookingStatus } from '@holdfast/domain/booking-status';
import { peopleSqueezedIn } from '@holdfast/domain/squeezed-in';
import type { BookingRow, HoldRow } from '@holdfast/protocol/rows';
import type { Catalogue } from '../../locations/catalogue.ts';
import { localTime } from '../../locations/local-time.ts';
import { clocksWhereTheyDiffer } from '../../locations/two-clocks.ts';
import type { BookingView, HoldView } from './schemas.ts';

/** As programs hear them. */
export const statuses: Record<BookingStatus, BookingView['status']> = {
  booked: 'confirmed',
  arrived: 'checked_in',
  in_service: 'in_service',
  done: 'completed',
  cancelled: 'cancelled',
  no_show: 'no_show',
};

/** What a program may know of a booking: no notes, which staff write for each other, and no phone number. */
export function bookingViewOf(row: BookingRow, catalogue: Catalogue): BookingView {
  const { timeZone } = catalogue.location;
  return {
    id: row.id,
    reference: row.reference,
    status: statuses[row.status],
    version: row.version,
    location: row.locationId,
    service: row.serviceId,
    start: localTime(row.start, timeZone),
    end: localTime(row.end, timeZone),
    resources: row.resourceIds,
    ...beyondOf(row, catalogue),
    customer: row.customerId === null ? null : { id: row.customerId, name: row.customerName ?? '' },
    createdAt: localTime(row.createdAt, timeZone),
    ...clocksWhereTheyDiffer(row, timeZone, row.customerTimeZone),
  };
}

/** Rows that the record keeps from before these were lack them. How many are squeezed in goes by the capacity as it is now, as at the desk. */
function beyondOf(row: BookingRow | HoldRow, { resources }: Catalogue): Pick<BookingView, 'partySize' | 'squeezedIn' | 'squeezedInCount' | 'squeezeReason' | 'waived'> {
  const { partySize = 1, squeezedIn = false, squeezeReason = null, waived = null } = row;
  return { partySize, squeezedIn, squeezedInCount: peopleSqueezedIn(row, [...resources.values()]), squeezeReason, waived };
}

export const etagOf = ({ version }: Pick<BookingView, 'version'>): string => `"${version}"`;

export function holdViewOf(row: HoldRow, catalogue: Catalogue): HoldView {
  const { timeZone } = catalogue.location;
  return {
    id: row.id,
    status: row.status,
    location: row.locationId,
    service: row.serviceId,
    start: localTime(row.start, timeZone),
    end: localTime(row.end, timeZone),
    resources: row.resourceIds,
    ...beyondOf(row, catalogue),
    expiresAt: localTime(row.expiresAt, timeZone),
    ...clocksWhereTheyDiffer(row, timeZone, row.customerTimeZone),
  };
}
