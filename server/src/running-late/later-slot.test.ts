import { classKey } from '@holdfast/domain/class-sharing';
import { expect, test } from 'vitest';
import { hourService, occupied, resource, span } from '../availability/test-catalogue.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import { laterSlot } from './later-slot.ts';

const [studio, teacher] = [resource(1), resource(2)];
const slot = (isClass: boolean, service: PlannedSlot['service'] = hourService) => ({
  service, isClass, range: span(10, 11), occupied: span(9.5, 11.5), resources: [studio, teacher], spans: [occupied(studio, 10, 11), occupied(teacher, 9.5, 11.5)],
}) as unknown as PlannedSlot;

test('all of it is that much later, what is kept free around it too', () => {
  const { range, occupied: around, spans } = laterSlot(slot(false), 3_600_000);
  expect([range, around]).toEqual([span(11, 12), span(10.5, 12.5)]);
  expect(spans).toEqual([occupied(studio, 11, 12), occupied(teacher, 10.5, 12.5)]);
});

test('of a class its guests are one at the later time, of anything else nobody shares it', () => {
  const keys = (of: PlannedSlot) => laterSlot(of, 3_600_000).spans.map((each) => each.classKey);
  const key = classKey({ id: 'hour', isClass: true }, span(11, 12), ['r1', 'r2']);
  expect(keys(slot(true))).toEqual([key, key]);
  expect(keys(slot(false))).toEqual([null, null]);
  expect(keys(slot(true, null))).toEqual([null, null]);
});
