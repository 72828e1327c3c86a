import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { catalogueOf, span } from '../availability/test-catalogue.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import { lateMessage } from './late-message.ts';

test.each([
  ['a name', { customerName: 'Ada' }, null, 1],
  ['a number', { customerPhone: '+44 7700 900101' }, null, 1],
  ['an address', {}, 'ada@example.org', 1],
  ['nothing', {}, null, 0],
])('of a customer %s is known', (_, known, email, messages) => {
  const booking = { id: 'b', customerName: null, customerPhone: null, ...known } as BookingRow;
  expect(lateMessage(booking, { range: span(10, 11) } as PlannedSlot, email, 'r1', catalogueOf([]))).toHaveLength(messages);
});
