import { randomUUID } from 'node:crypto';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';

/** A location of one test's own: nobody else books there, and on its clock it is always late morning. */
export interface House {
  location: LocationRow;
  rooms: ResourceRow[];
  services: ServiceRow[];
  /** An instant of today, or of the day so many days from it, as it goes over the wire. */
  at(wallTime: string, daysFromToday?: number): string;
  room(name: string): string;
  service(slug: string): string;
}

/** Slug, name, minutes, minutes of cleanup, colour. */
const offered = [
  ['room-60', 'Room, one hour', 60, 0, 1],
  ['room-30', 'Room, half an hour', 30, 0, 2],
  ['rehearsal-120', 'Rehearsal', 120, 15, 3],
  ['lesson-45', 'Music lesson', 45, 0, 5],
] as const;
const opensAt = '08:00';
const closesAt = '22:00';
/** The local hour that every test runs in, whatever the hour is outside. */
const localHour = 11;

export interface HouseWish {
  /** Where it is not late morning, then. */
  timeZone?: string;
  rooms?: number;
  location?: Partial<LocationRow>;
  /** What a room has of its own, by its number from 1. */
  room?(number: number): Partial<ResourceRow>;
  /** What every service has beside its usual. */
  service?: Partial<ServiceRow>;
}

/** Eight rooms, each good for every service, open 08:00–22:00 every day. */
export function planHouse(name: string, wish: HouseWish = {}, now = Date.now()): House {
  const timeZone = wish.timeZone ?? zoneWhereItIs(localHour, now);
  const slug = `house-${randomUUID().slice(0, 8)}`;
  const location: LocationRow = {
    id: randomUUID(),
    slug,
    name,
    timeZone,
    openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [[opensAt, closesAt]]])),
    gridMinutes: 15,
    ...wish.location,
  };
  const rooms = Array.from({ length: wish.rooms ?? 8 }, (_, index) => ({
    id: randomUUID(),
    locationId: location.id,
    slug: `room-${index + 1}`,
    name: `Room ${index + 1}`,
    kind: 'room',
    label: index < 2 ? 'Booth · 2' : index < 6 ? 'Studio · 6' : 'Hall · 20',
    capacity: 1,
    position: index + 1,
    archived: false,
    ...wish.room?.(index + 1),
  }));
  const services = offered.map(([serviceSlug, serviceName, durationMinutes, cleanupMinutes, colour], index) => ({
    id: randomUUID(),
    locationId: location.id,
    slug: serviceSlug,
    name: serviceName,
    durationMinutes,
    preparationMinutes: 0,
    cleanupMinutes,
    needs: ['room'],
    colour,
    position: index + 1,
    archived: false,
    ...wish.service,
  }));
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  return {
    location,
    rooms,
    services,
    at: (wallTime, daysFromToday = 0) =>
      today.add({ days: daysFromToday }).toZonedDateTime({ timeZone, plainTime: wallTime }).toInstant().toString(),
    room: (roomName) => idOf(rooms.find((room) => room.name === roomName), roomName),
    service: (serviceSlug) => idOf(services.find((service) => service.slug === serviceSlug), serviceSlug),
  };
}

/** The signs of these zones are inverted: `Etc/GMT-3` is three hours ahead of Greenwich. */
function zoneWhereItIs(hour: number, now: number): string {
  const ahead = hour - new Date(now).getUTCHours();
  return ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

function idOf(row: { id: string } | undefined, wanted: string): string {
  if (row === undefined) throw new Error(`This house has no ${wanted}.`);
  return row.id;
}
