import type { ServiceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { serviceAsSold } from './service-as-sold.ts';

const visit: ServiceRow = { id: 'visit', locationId: 'l', slug: 'visit', name: 'Visit', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['person', 'room'], colour: 1, position: 0, archived: false };
const resources = [{ id: 'r1', kind: 'room' }, { id: 'r2', kind: 'room' }, { id: 'ada', kind: 'person' }];
const sold = (...resourceIds: string[]) => serviceAsSold([visit], 'visit', resourceIds, resources);

test('what was sold with other kinds than are needed today needs those', () => {
  expect(sold('r1')).toEqual({ ...visit, needs: ['room'] });
  expect(sold('r1', 'r2')?.needs).toEqual(['room', 'room']);
});

test('what is as it is needed today, or is not known here, is the service as it is', () => {
  expect(sold('r1', 'ada')).toBe(visit);
  expect(sold('ada', 'gone')).toBe(visit);
  expect(sold()).toBe(visit);
  expect(serviceAsSold([visit], null, ['r1'], resources)).toBeNull();
});
