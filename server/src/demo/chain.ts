import { createHash } from 'node:crypto';
import type { LocationRow, ResourceRow, ServiceRow, StaffRow } from '@holdfast/protocol/rows';

/**
 * The demo business: three locations in three zones, each selling something else. Slugs are part of the
 * outside contract (shared API.md); everything is the same on every machine.
 */
export const demoTenant = { id: demoId('tenant'), slug: 'harbour', name: 'Harbour Studios' };

export interface DemoLocation {
  location: LocationRow;
  resources: ResourceRow[];
  services: ServiceRow[];
}

export interface DemoPerson extends StaffRow {
  /** Printed by `start`; exists only on demo data. */
  pin: string;
}

export const demoStaff: readonly DemoPerson[] = [
  person('Ana', 'manager', '4711'),
  person('Jonas', 'manager', '2580'),
  person('Mei', 'staff', '1357'),
  person('Priya', 'staff', '2468'),
  person('Tom', 'staff', '8642'),
  person('Youssef', 'staff', '9753'),
];

export const demoLocations: readonly DemoLocation[] = [riverside(), oldTown(), bayview()];

/** A UUID that belongs to a name: version 8, whose bits are ours to define. */
export function demoId(...name: readonly (string | number)[]): string {
  const hex = createHash('sha256').update(`holdfast-demo/${name.join('/')}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function person(name: string, role: StaffRow['role'], pin: string): DemoPerson {
  return { id: demoId('staff', name), name, role, active: true, pin };
}

type Hours = [string, string][];
function week(weekday: Hours, saturday: Hours, sunday: Hours): LocationRow['openingHours'] {
  return { '1': weekday, '2': weekday, '3': weekday, '4': weekday, '5': weekday, '6': saturday, '7': sunday };
}

/** Gives rows their ids and their order on the board. */
function locationOf(
  location: Omit<LocationRow, 'id'>,
  resources: readonly Pick<ResourceRow, 'slug' | 'name' | 'kind' | 'label' | 'capacity'>[],
  services: readonly Omit<ServiceRow, 'id' | 'locationId' | 'position' | 'archived'>[],
): DemoLocation {
  const id = demoId('location', location.slug);
  return {
    location: { id, ...location },
    resources: resources.map((resource, index) => ({
      id: demoId('resource', location.slug, resource.slug),
      locationId: id,
      position: index + 1,
      archived: false,
      ...resource,
    })),
    services: services.map((service, index) => ({
      id: demoId('service', location.slug, service.slug),
      locationId: id,
      position: index + 1,
      archived: false,
      ...service,
    })),
  };
}

function service(
  slug: string,
  name: string,
  durationMinutes: number,
  needs: string[],
  colour: number,
  buffers: { preparationMinutes?: number; cleanupMinutes?: number } = {},
) {
  return { slug, name, durationMinutes, preparationMinutes: 0, cleanupMinutes: 0, needs, colour, ...buffers };
}

function riverside(): DemoLocation {
  const labels = ['Studio · 6', 'Studio · 4', 'Studio · 4', 'Studio · 4', 'Large · 12', 'Booth', 'Booth', 'Grand piano'];
  return locationOf(
    {
      slug: 'riverside',
      name: 'Riverside',
      timeZone: 'Europe/London',
      openingHours: week([['08:00', '22:00']], [['08:00', '22:00']], [['08:00', '22:00']]),
      gridMinutes: 15,
    },
    labels.map((label, index) => ({
      slug: `room-${index + 1}`,
      name: `Room ${index + 1}`,
      kind: 'room',
      label,
      capacity: 1,
    })),
    [
      service('room-60', 'Room, 1 hour', 60, ['room'], 1),
      service('room-30', 'Room, 30 min', 30, ['room'], 2),
      service('rehearsal-120', 'Rehearsal, 2 hours', 120, ['room'], 3, { cleanupMinutes: 15 }),
      service('lesson-45', 'Piano lesson', 45, ['room'], 4),
      service('recording-180', 'Recording, 3 hours', 180, ['room'], 5, { preparationMinutes: 15, cleanupMinutes: 15 }),
    ],
  );
}

function oldTown(): DemoLocation {
  const doctors = ['Dr. Maria Novak', 'Dr. Emre Yıldız', 'Dr. Lena Brandt'];
  return locationOf(
    {
      slug: 'old-town',
      name: 'Old Town Clinic',
      timeZone: 'Europe/Berlin',
      openingHours: week([['08:00', '18:00']], [['09:00', '13:00']], []),
      gridMinutes: 15,
    },
    [
      ...doctors.map((name, index) => ({ slug: `doctor-${index + 1}`, name, kind: 'person', label: 'Doctor', capacity: 1 })),
      ...[1, 2, 3].map((number) => ({ slug: `consulting-${number}`, name: `Consulting ${number}`, kind: 'consulting-room', label: 'Room', capacity: 1 })),
      { slug: 'scanner', name: 'Scanner', kind: 'scanner', label: 'MRI', capacity: 1 },
    ],
    [
      service('scan', 'Scan', 45, ['person', 'consulting-room', 'scanner'], 6, { cleanupMinutes: 15 }),
      service('consultation', 'Consultation', 30, ['person', 'consulting-room'], 1),
      service('check-up', 'Check-up', 15, ['person', 'consulting-room'], 2),
    ],
  );
}

function bayview(): DemoLocation {
  return locationOf(
    {
      slug: 'bayview',
      name: 'Bayview',
      timeZone: 'America/New_York',
      openingHours: week([['07:00', '21:00']], [['08:00', '18:00']], [['09:00', '17:00']]),
      gridMinutes: 15,
    },
    [
      { slug: 'hall', name: 'Hall', kind: 'class-room', label: 'Class · 12', capacity: 12 },
      { slug: 'loft', name: 'Loft', kind: 'class-room', label: 'Class · 12', capacity: 12 },
      ...[1, 2, 3, 4].map((number) => ({ slug: `chair-${number}`, name: `Chair ${number}`, kind: 'chair', label: '', capacity: 1 })),
    ],
    [
      service('class-60', 'Class', 60, ['class-room'], 7),
      service('cut-45', 'Cut', 45, ['chair'], 3),
      service('colour-90', 'Colour', 90, ['chair'], 8, { cleanupMinutes: 15 }),
    ],
  );
}
