import type { BookingStatus } from '@holdfast/domain/booking-status';

/** What a booking is, in a sentence: to the desk and to programs, which know the statuses by other names. */
export const statusWords: Record<BookingStatus, string> = {
  booked: 'booked',
  arrived: 'checked in',
  in_service: 'in service',
  done: 'completed',
  cancelled: 'cancelled',
  no_show: 'a no-show',
};

/** Why it is not one that is still to come, after "This booking". */
export const whyNotToCome = (status: BookingStatus): string => (status === 'booked' ? 'has begun' : `is ${statusWords[status]}`);
