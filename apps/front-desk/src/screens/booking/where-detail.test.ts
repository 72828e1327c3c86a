import { overlaps } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { clockOf } from '../../words/clock.ts';
import { spanOf } from './slot-plan.ts';
import { whereDetail } from './where-detail.ts';

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const location: LocationRow = { id: 'l', slug: 'l', name: 'L', timeZone: 'Europe/London', gridMinutes: 15, openingHours: { 6: [['09:00', '18:00']] } };
const ines: ResourceRow = { id: 'ines', locationId: 'l', slug: 'ines', name: 'Ines', kind: 'person', label: '', capacity: 12, position: 1, archived: false, oneClassAtATime: true };
const yoga: ServiceRow = { id: 'yoga', locationId: 'l', slug: 'yoga', name: 'Yoga', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['person'], colour: 1, position: 1, archived: false, isClass: true };

/** Ines has a class of three at ten. */
function said(service: ServiceRow, from: string): string {
  const during = { start: at('10:00'), end: at('11:00') };
  const classKey = `yoga ${during.start} ${during.end} ines`;
  const floor = { location, resources: [ines], services: [], busy: () => [{ ...during, resourceId: 'ines', itemId: 'b', kind: 'booking' as const, lanes: 3, beyond: 0, classKey }] };
  return whereDetail({ ...floor, busy: (_, within) => floor.busy().filter((each) => overlaps(each, within)) }, ines, { ...spanOf(service, at(from)), service, pins: [], partySize: 1 }, clockOf('Europe/London'));
}

test('who has a class has places for its guests, and is taken for everybody else', () => {
  expect(said(yoga, '10:00')).toBe('9 of 12 free');
  expect(said(yoga, '10:30')).toBe('taken until 11:00');
  expect(said({ ...yoga, id: 'lesson', isClass: false }, '10:00')).toBe('taken until 11:00');
  expect(said(yoga, '11:00')).toBe('12 of 12 free');
});
