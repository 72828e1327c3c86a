import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { DayException, LocationRow, ResourceRow, ServiceRow, StaffRow } from '@holdfast/protocol/rows';
import { stableUuid } from '../commands/stable-uuid.ts';

/** The demo chain: one tenant, three locations in three time zones. Ids are the same everywhere. */

const tenantSlug = 'harbour';
export const demoTenant = { id: stableUuid('demo', 'tenant', tenantSlug), slug: tenantSlug, name: 'Harbour & Co' };

export interface DemoLocation {
  row: LocationRow;
  resources: ResourceRow[];
  services: ServiceRow[];
}

type Hours = [string, string][];

/** What differs from the plain case, resources and services by slug. */
interface LocationRules {
  exceptions?: DayException[];
  resources?: Record<string, Partial<ResourceRow>>;
  services?: Record<string, Partial<ServiceRow>>;
}

/** The same hours from Monday to Friday. */
const weekdays = (hours: Hours): Record<string, Hours> => Object.fromEntries(['1', '2', '3', '4', '5'].map((day) => [day, hours]));

function location(
  slug: string,
  name: string,
  timeZone: string,
  [weekday, saturday, sunday]: [Hours, Hours, Hours],
  resources: [slug: string, name: string, kind: string, label: string, capacity?: number][],
  services: [slug: string, name: string, minutes: number, before: number, after: number, needs: string[], colour: number][],
  rules: LocationRules = {},
): DemoLocation {
  const id = stableUuid('demo', 'location', slug);
  return {
    row: {
      id,
      slug,
      name,
      timeZone,
      openingHours: { '1': weekday, '2': weekday, '3': weekday, '4': weekday, '5': weekday, '6': saturday, '7': sunday },
      gridMinutes: 15,
      exceptions: rules.exceptions ?? [],
    },
    resources: resources.map(([resource, resourceName, kind, label, capacity = 1], index) => ({
      id: stableUuid('demo', 'resource', slug, resource),
      locationId: id,
      slug: resource,
      name: resourceName,
      kind,
      label,
      capacity,
      position: index + 1,
      archived: false,
      ...rules.resources?.[resource],
    })),
    services: services.map(([service, serviceName, durationMinutes, preparationMinutes, cleanupMinutes, needs, colour], index) => ({
      id: stableUuid('demo', 'service', slug, service),
      locationId: id,
      slug: service,
      name: serviceName,
      durationMinutes,
      preparationMinutes,
      cleanupMinutes,
      needs,
      colour,
      position: index + 1,
      archived: false,
      ...rules.services?.[service],
    })),
  };
}

/** Reads scans at Old Town and gives workshops at Bayview. */
const sofiaMarin = stableUuid('demo', 'person', 'Sofía Marín');
/** From the clinic to the studio, with the flight. */
export const demoTravel = { from: 'old-town', to: 'bayview', minutes: 900 };

const daily: Hours = [['08:00', '22:00']];

export const demoLocations: readonly DemoLocation[] = [
  location(
    'riverside',
    'Riverside Studios',
    'Europe/London',
    [daily, daily, daily],
    [
      ['room-1', 'Room 1', 'room', 'Booth · 2'],
      ['room-2', 'Room 2', 'room', 'Booth · 2'],
      ['room-3', 'Room 3', 'room', 'Studio · 4'],
      ['room-4', 'Room 4', 'room', 'Studio · 4'],
      ['room-5', 'Room 5', 'room', 'Studio · 6'],
      ['room-6', 'Room 6', 'room', 'Studio · 6'],
      ['room-7', 'Room 7', 'room', 'Live room · 10'],
      ['room-8', 'Room 8', 'room', 'Hall · 20'],
    ],
    [
      ['room-60', 'Room, one hour', 60, 0, 0, ['room'], 1],
      ['room-30', 'Room, half an hour', 30, 0, 0, ['room'], 2],
      ['rehearsal-120', 'Rehearsal', 120, 0, 15, ['room'], 3],
      ['recording-180', 'Recording session', 180, 30, 30, ['room'], 4],
      ['lesson-45', 'Music lesson', 45, 0, 0, ['room'], 5],
    ],
  ),
  location(
    'old-town',
    'Old Town Clinic',
    'Europe/Berlin',
    [[['07:30', '18:30']], [['09:00', '13:00']], []],
    [
      ['dr-novak', 'Dr. Jana Nováková', 'person', 'General practice'],
      ['dr-yilmaz', 'Dr. Emre Yılmaz', 'person', 'Orthopaedics'],
      ['dr-marin', 'Dr. Sofía Marín', 'person', 'Radiology'],
      ['consulting-1', 'Consulting 1', 'room', 'Ground floor'],
      ['consulting-2', 'Consulting 2', 'room', 'Ground floor'],
      ['consulting-3', 'Consulting 3', 'room', 'First floor'],
      ['scanner', 'Scanner', 'scanner', 'MRI'],
    ],
    [
      ['consultation', 'Consultation', 30, 0, 5, ['person', 'room'], 1],
      ['follow-up', 'Follow-up', 15, 0, 0, ['person', 'room'], 2],
      ['scan', 'Scan', 45, 0, 15, ['person', 'room', 'scanner'], 6],
      ['vaccination', 'Vaccination', 15, 0, 0, ['room'], 5],
    ],
    {
      exceptions: ['2026', '2027', '2028'].flatMap((year) => [
        { date: `${year}-12-24`, hours: [['07:30', '12:00']], reason: 'Heiligabend' },
        { date: `${year}-12-25`, hours: [], reason: '1. Weihnachtstag' },
        { date: `${year}-12-26`, hours: [], reason: '2. Weihnachtstag' },
        { date: `${Number(year) + 1}-01-01`, hours: [], reason: 'Neujahr' },
      ]),
      // Lunch at different times, so that somebody is always there; on Saturdays they take turns.
      resources: {
        'dr-novak': {
          hours: { ...weekdays([['07:30', '12:00'], ['13:00', '16:30']]), '6': [['09:00', '13:00']] },
          squeezeLanes: 1,
          squeezePerDay: 3,
        },
        'dr-yilmaz': { hours: { ...weekdays([['08:00', '13:00'], ['14:00', '18:30']]), '6': [['09:00', '11:00']] } },
        'dr-marin': { hours: weekdays([['07:30', '12:30'], ['13:30', '18:30']]), personId: sofiaMarin },
      },
      // The scanner is cleaned; the doctor and the room are free as soon as the patient has left.
      services: {
        scan: {
          kindBuffers: {
            person: { preparationMinutes: 0, cleanupMinutes: 0 },
            room: { preparationMinutes: 0, cleanupMinutes: 0 },
            scanner: { preparationMinutes: 0, cleanupMinutes: 15 },
          },
        },
      },
    },
  ),
  location(
    'bayview',
    'Bayview Movement & Hair',
    'America/New_York',
    [[['06:30', '21:00']], [['08:00', '18:00']], [['09:00', '16:00']]],
    [
      ['bay-room', 'Bay Room', 'class', 'Mats · 12', 12],
      ['loft', 'The Loft', 'class', 'Reformers · 12', 12],
      ['chair-1', 'Chair 1', 'chair', 'Window'],
      ['chair-2', 'Chair 2', 'chair', 'Window'],
      ['chair-3', 'Chair 3', 'chair', 'Mirror wall'],
      ['chair-4', 'Chair 4', 'chair', 'Mirror wall'],
      ['sofia-marin', 'Sofía Marín', 'guest', 'Posture · 12', 12],
    ],
    [
      ['class-60', 'Class', 60, 0, 15, ['class'], 7],
      ['cut-45', 'Cut', 45, 0, 0, ['chair'], 1],
      ['cut-and-colour-120', 'Cut and colour', 120, 0, 15, ['chair'], 4],
      ['beard-20', 'Beard trim', 20, 0, 10, ['chair'], 2],
      ['posture-workshop-90', 'Posture workshop', 90, 0, 15, ['guest', 'class'], 6],
    ],
    {
      // A dozen share her workshop, and nobody else has her then.
      resources: { 'sofia-marin': { personId: sofiaMarin, oneClassAtATime: true } },
      services: {
        'posture-workshop-90': { isClass: true },
        // Two hours of a stylist: who did not come once pays beforehand the next time.
        'cut-and-colour-120': { noShowPolicy: noShowPolicy(1, 'deposit') },
      },
    },
  ),
];

export interface DemoStaff extends StaffRow {
  /** Shown by `start`, and only for the demo chain. */
  pin: string;
}

export const demoStaff: readonly DemoStaff[] = (
  [
    ['Amara Okafor', 'manager', '1470'],
    ['Tomás Rivera', 'manager', '2580'],
    ['Mei-Ling Chen', 'staff', '3691'],
    ['Søren Lund', 'staff', '4826'],
    ['Aisha Rahman', 'staff', '5937'],
    ['Oliver Hughes', 'staff', '6048'],
  ] as const
).map(([name, role, pin]) => ({ id: stableUuid('demo', 'staff', name), name, role, active: true, pin }));
