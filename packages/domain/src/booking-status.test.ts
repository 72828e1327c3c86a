import { expect, test } from 'vitest';
import { bookingStatuses, isLegalStatusChange, isStillToGive, mayBeNoShow, nextStatuses, noShowGraceMs, occupiesTime } from './booking-status.ts';

test('exactly these steps are legal', () => {
  const legal = bookingStatuses.flatMap((from) =>
    bookingStatuses.filter((to) => isLegalStatusChange(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(legal).toEqual([
    'booked → arrived',
    'booked → cancelled',
    'booked → no_show',
    'arrived → in_service',
    'arrived → done',
    'arrived → cancelled',
    'in_service → done',
  ]);
});

test('what was given or given up is not to be given any more', () => {
  expect(bookingStatuses.filter(isStillToGive)).toEqual(['booked', 'arrived', 'in_service']);
});

test('the steps on offer are the legal ones', () => {
  for (const from of bookingStatuses)
    expect(nextStatuses(from).toSorted()).toEqual(bookingStatuses.filter((to) => isLegalStatusChange(from, to)).toSorted());
});

test('only a cancelled or missed booking gives its time back', () => {
  expect(bookingStatuses.filter((status) => !occupiesTime(status))).toEqual(['cancelled', 'no_show']);
});

test('nobody is a no-show before start plus grace', () => {
  const start = Date.parse('2026-11-21T10:00:00Z');
  expect(mayBeNoShow(start, start)).toBe(false);
  expect(mayBeNoShow(start, start + noShowGraceMs - 1)).toBe(false);
  expect(mayBeNoShow(start, start + noShowGraceMs)).toBe(true);
});
