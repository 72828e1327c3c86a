import { bookingStatuses } from '@holdfast/domain/booking-status';
import { expect, test } from 'vitest';
import { canCancel, canMove, primaryStep } from './booking-steps.ts';

test('one primary step for each status, and none at the end', () => {
  expect(bookingStatuses.map((status) => primaryStep(status)?.kind ?? null)).toEqual(['arrive_booking', 'start_booking', 'complete_booking', null, null, null]);
});

test('what has started stays where it is', () => {
  expect(bookingStatuses.filter(canMove)).toEqual(['booked', 'arrived']);
  expect(bookingStatuses.filter(canCancel)).toEqual(['booked', 'arrived']);
});
