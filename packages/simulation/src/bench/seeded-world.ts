import { randomUUID } from 'node:crypto';
import type { CommandOf } from '@holdfast/protocol/commands';
import { connect, type Database } from '@holdfast/server/db/database';
import { seed, type SeedReport } from '@holdfast/server/ops/seed';
import { freeHours, opensAtHour, type SeedShape } from '@holdfast/server/ops/seed-shape';
import type { BenchCluster } from './bench-cluster.ts';
import type { BenchLocation } from './bench-world.ts';
import type { PgbenchBookings, PgbenchWorld } from './pgbench.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

export interface SeededLocation extends BenchLocation {
  serviceId: string;
}

/** A business of measuring data in a database of its own. */
export interface SeededWorld extends PgbenchWorld, Pick<SeedReport, 'staffId' | 'since'> {
  locations: SeededLocation[];
  db: Database;
  claims: number;
  /** Closes the connections; the database stays with its cluster. */
  close(): Promise<void>;
}

export async function openSeededWorld(
  cluster: BenchCluster,
  size: SeedShape & { bookings: number },
  say: (line: string) => void,
): Promise<SeededWorld> {
  const url = await cluster.createDatabase();
  const { tenantNo, staffId, since, locations, bookings, seconds } = await seed(url, size, { tell: say });
  say(`${bookings.made} bookings in ${seconds.toFixed(1)} s`);
  const db = connect(url);
  return {
    url,
    db,
    tenantNo,
    staffId,
    since,
    claims: bookings.there,
    locations: locations.map(({ locationId, serviceId, resources }) => ({ id: locationId, serviceId, rooms: resources })),
    close: () => db.close(),
  };
}

/**
 * An hour for every number that seeding left free, in the midst of what it booked: rooms first, then two hours of
 * each day from tomorrow on. The other two free hours of a day are pgbench's, see `seededBookings`.
 */
export function bookFreeHour(world: SeededWorld, location: SeededLocation, number: number): CommandOf<'create_booking'> {
  const place = number % location.rooms.length;
  const turn = Math.floor(number / location.rooms.length);
  const day = 1 + Math.floor(turn / 2);
  const hour = opensAtHour + (freeHours(day, place)[(turn % 2) * 2] ?? 0);
  return {
    id: randomUUID(),
    seq: number + 1,
    schema: 1,
    locationId: location.id,
    actorId: world.staffId,
    channel: 'desk',
    sawVersion: 0,
    tappedAt: new Date().toISOString(),
    kind: 'create_booking',
    args: {
      bookingId: randomUUID(),
      serviceId: location.serviceId,
      start: new Date(Date.parse(world.since) + day * dayMs + hour * hourMs).toISOString(),
      resourceIds: [location.rooms[place]?.id ?? ''],
      customer: null,
    },
  };
}

export function seededBookings(world: SeededWorld): PgbenchBookings {
  const [location] = world.locations;
  if (!location) throw new Error('No house to book');
  const turn = '(p_number / p_rooms)';
  const day = `(1 + ${turn} / 2)`;
  return {
    sample: bookFreeHour(world, location, 0),
    startSql: `'${world.since}T00:00:00Z'::timestamptz + ${day} * interval '1 day'
      + (${opensAtHour} + (1 + ${turn} % 2 * 2) * 3 + 2 - (v_room.place + ${day}) % 3) * interval '1 hour'`,
  };
}
