import { randomUUID } from 'node:crypto';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import type { Booking } from './drill-load.ts';

const hourMs = 3_600_000;

/** Free hours of one house, one after the other; now and then the hour that a colleague has just asked for. */
export function bookingStream(world: TestWorld, random: () => number): () => Booking {
  const firstMs = Math.ceil(world.clock.now / hourMs) * hourMs + 24 * hourMs;
  let next = 0;
  return () => {
    const contended = next > 0 && random() < 0.2;
    const slot = contended ? next - 1 : next++;
    return world.command('create_booking', {
      bookingId: randomUUID(),
      serviceId: world.services.hour,
      start: new Date(firstMs + Math.floor(slot / world.rooms.length) * hourMs).toISOString(),
      resourceIds: [world.rooms[slot % world.rooms.length] ?? ''],
      customer: null,
    });
  };
}
