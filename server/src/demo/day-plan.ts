import { minuteMs } from '@holdfast/domain/instant';
import { openRanges, dayRange } from '@holdfast/domain/opening-hours';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { DemoLocation } from './chain.ts';
import type { Random } from './random.ts';

/** A booking to make; instants in ms. */
export interface PlannedBooking {
  serviceId: string;
  start: number;
  end: number;
  resourceIds: string[];
  customerIndex: number;
}

const stepMs = 15 * minuteMs;

/**
 * A plausible day that has no conflict in it: every column is filled from opening to closing with services
 * and gaps. `customers` is how many people there are to choose from.
 */
export function planDay(
  { location, resources, services }: DemoLocation,
  day: string,
  customers: number,
  random: Random,
): PlannedBooking[] {
  const plan: PlannedBooking[] = [];
  const open = openRanges(location.openingHours, location.timeZone, dayRange(day, location.timeZone));
  for (const { start, end } of open)
    for (const column of columnsOf(resources, services)) {
      let at = start + stepMs * random.between(0, 8);
      for (;;) {
        const service = random.pick(column.services);
        const begin = at + service.preparationMinutes * minuteMs;
        const finish = begin + service.durationMinutes * minuteMs;
        if (finish > end) break;
        const seats = column.lanes > 1 ? random.between(2, 7) : 1;
        const first = random.between(0, customers - 1);
        for (let seat = 0; seat < seats; seat++)
          plan.push({
            serviceId: service.id,
            start: begin,
            end: finish,
            resourceIds: column.resourceIds,
            customerIndex: (first + seat) % customers,
          });
        at = finish + service.cleanupMinutes * minuteMs + stepMs * random.between(column.gapSteps[0], column.gapSteps[1]);
      }
    }
  return plan.sort((a, b) => a.start - b.start);
}

interface Column {
  resourceIds: string[];
  services: ServiceRow[];
  lanes: number;
  /** Free time between two bookings, in grid steps. */
  gapSteps: [number, number];
}

/** Resources that work together, and what is sold on them: a doctor has a room, the scanner one of each. */
function columnsOf(resources: DemoLocation['resources'], services: DemoLocation['services']): Column[] {
  const doctors = resources.filter(({ kind }) => kind === 'person');
  const rooms = resources.filter(({ kind }) => kind === 'consulting-room');
  const scanner = resources.find(({ kind }) => kind === 'scanner');
  if (scanner) {
    return doctors.map((doctor, index) => {
      const room = rooms[index];
      const withScanner = index === 0;
      return {
        resourceIds: [doctor.id, ...(room ? [room.id] : []), ...(withScanner ? [scanner.id] : [])],
        services: services.filter(({ needs }) => needs.includes('scanner') === withScanner),
        lanes: 1,
        gapSteps: [0, 5],
      };
    });
  }
  return resources.map((resource) => ({
    resourceIds: [resource.id],
    services: services.filter(({ needs }) => needs.length === 1 && needs[0] === resource.kind),
    lanes: resource.capacity,
    gapSteps: resource.capacity > 1 ? [4, 10] : [2, 14],
  }));
}
