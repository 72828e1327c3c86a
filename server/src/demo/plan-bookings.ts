import { bookableRanges } from '@holdfast/domain/bookable-hours';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { dayRange } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { BookingStatus } from '@holdfast/domain/booking-status';
import type { CustomerInput } from '@holdfast/protocol/commands';
import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { demoCustomers } from './demo-customers.ts';
import type { DemoLocation } from './demo-chain.ts';
import { seededRandom, type SeededRandom } from './seeded-random.ts';

export interface PlannedBooking {
  service: ServiceRow;
  resources: ResourceRow[];
  start: Instant;
  end: Instant;
  customer: CustomerInput;
  channel: Channel;
  notes: string;
  /** What it has become by now. */
  status: BookingStatus;
}

const firstDay = -3;
const lastDay = 14;
const futureChannels: readonly Channel[] = ['desk', 'desk', 'desk', 'web', 'web', 'phone_ai', 'chat_ai'];
const notes = ['Brings own instrument', 'Prefers the quiet side', 'First visit', 'Will be five minutes late', 'Pays by card', 'Birthday 🎂'];
/** On the quarter hour, so that a slot plus its buffers always starts where people look. */
const gridMinutes = 15;

/**
 * Bookings around `now` at one location, the same for the same day. Whether a slot is free is the gateway's
 * business; this only keeps to hours and shifts and does not plan two on the same resource.
 */
export function planBookings(location: DemoLocation, now: Instant): PlannedBooking[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(location.row.timeZone).toPlainDate();
  const customers = demoCustomers(location.row.slug);
  const planned: PlannedBooking[] = [];
  for (let offset = firstDay; offset <= lastDay; offset++) {
    const day = today.add({ days: offset });
    const random = seededRandom(`${location.row.slug}/${offset}`);
    // Fuller today and tomorrow, thinner the further away.
    const density = offset < 0 ? 0.55 : Math.max(0.12, 0.62 - offset * 0.05);
    for (const resource of location.resources)
      for (const opening of bookableRanges(location.row, resource, dayRange(day.toString(), location.row.timeZone)))
        for (const slot of planResource(location, resource, opening, density, random)) {
          const customer = random.pick(customers);
          planned.push({
            ...slot,
            customer,
            channel: slot.start < now ? 'import' : random.pick(futureChannels),
            notes: random.chance(0.15) ? random.pick(notes) : '',
            status: statusBy(now, slot, random),
          });
        }
  }
  return planned.sort((one, other) => one.start - other.start);
}

function planResource(location: DemoLocation, resource: ResourceRow, opening: TimeRange, density: number, random: SeededRandom): Generator<Slot> {
  const inTeams = location.resources.some(({ kind }) => kind === 'person');
  return (inTeams ? planTeam : planAlone)(location, resource, opening, density, random);
}

interface Slot {
  service: ServiceRow;
  resources: ResourceRow[];
  start: Instant;
  end: Instant;
}
/** A resource on its own: rooms, chairs, classes (which fill several lanes at the same time). */
function* planAlone(location: DemoLocation, resource: ResourceRow, opening: TimeRange, density: number, random: SeededRandom): Generator<Slot> {
  const services = location.services.filter(({ needs }) => needs.length === 1 && needs[0] === resource.kind);
  if (services.length === 0) return;
  let at = opening.start + random.below(8) * gridMinutes * minuteMs;
  for (;;) {
    const service = random.pick(services);
    const start = at + roundUp(service.preparationMinutes) * minuteMs;
    const end = start + service.durationMinutes * minuteMs;
    if (end + service.cleanupMinutes * minuteMs > opening.end) break;
    const wanted = resource.capacity > 1 ? (random.chance(density) ? 3 + random.below(resource.capacity - 2) : 0) : Number(random.chance(density));
    for (let place = 0; place < wanted; place++) yield { service, resources: [resource], start, end };
    const pause = resource.capacity > 1 ? 180 : random.below(8) * gridMinutes;
    at = end + (roundUp(service.cleanupMinutes) + pause) * minuteMs;
  }
}

/** A person with a room, and sometimes the scanner: person n works in room n, so nobody waits for a door. */
function* planTeam(location: DemoLocation, person: ResourceRow, opening: TimeRange, density: number, random: SeededRandom): Generator<Slot> {
  if (person.kind !== 'person') return;
  const of = (kind: string): ResourceRow[] => location.resources.filter((resource) => resource.kind === kind);
  const rooms = of('room');
  const scanner = of('scanner');
  const index = of('person').indexOf(person);
  // The last one scans; the others would have to share the scanner.
  const scans = index === rooms.length - 1;
  const services = location.services.filter(({ needs }) => needs.includes('person') && (scans || !needs.includes('scanner')));
  let at = opening.start + random.below(4) * gridMinutes * minuteMs;
  for (;;) {
    const service = random.pick(services);
    const end = at + service.durationMinutes * minuteMs;
    if (end + service.cleanupMinutes * minuteMs > opening.end) break;
    const room = rooms[index % rooms.length];
    const resources = [person, ...(room ? [room] : []), ...(service.needs.includes('scanner') ? scanner : [])];
    if (random.chance(density)) yield { service, resources, start: at, end };
    at = end + (roundUp(service.cleanupMinutes) + random.below(3) * gridMinutes) * minuteMs;
  }
}

function statusBy(now: Instant, slot: Slot, random: SeededRandom): BookingStatus {
  if (slot.end <= now) return random.chance(0.84) ? 'done' : random.chance(0.5) ? 'no_show' : 'cancelled';
  if (slot.start <= now) return random.chance(0.75) ? 'in_service' : 'arrived';
  if (slot.start <= now + 30 * minuteMs) return random.chance(0.35) ? 'arrived' : 'booked';
  return random.chance(0.05) ? 'cancelled' : 'booked';
}

const roundUp = (minutes: number): number => Math.ceil(minutes / gridMinutes) * gridMinutes;
