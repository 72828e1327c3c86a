import type { LocationRow, ResourceRow, ServiceRow, StaffRow } from '@holdfast/protocol/rows';

// The house of the desk's tests: three rooms that are open day and night, one service, one manager.

export const locationId = '0190a000-0000-7000-8000-000000000001';
export const serviceId = '0190a000-0000-7000-8000-000000000002';
export const staffId = '0190a000-0000-7000-8000-000000000003';
export const resourceIds = [1, 2, 3].map((number) => `0190a000-0000-7000-8000-00000000010${number}`);

export const location: LocationRow = {
  id: locationId,
  slug: 'riverside',
  name: 'Riverside',
  timeZone: 'Europe/London',
  openingHours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [['00:00', '24:00']]])),
  gridMinutes: 15,
};
export const resources: ResourceRow[] = resourceIds.map((id, index) => ({
  id, locationId, slug: `room-${index + 1}`, name: `Room ${index + 1}`, kind: 'room', label: '', capacity: 1, position: index, archived: false,
}));
export const service: ServiceRow = {
  id: serviceId, locationId, slug: 'room-60', name: 'Room, an hour', durationMinutes: 60, preparationMinutes: 0,
  cleanupMinutes: 0, needs: ['room'], colour: 1, position: 0, archived: false,
};
export const staff: StaffRow = { id: staffId, name: 'Ana', role: 'manager', active: true };
