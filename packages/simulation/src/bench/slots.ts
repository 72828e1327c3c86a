import { randomUUID } from 'node:crypto';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BenchLocation, BenchWorld } from './bench-world.ts';

/** Two weeks ahead of now, so that nothing measured lies in the past. */
const firstMs = Math.ceil(Date.now() / 86_400_000) * 86_400_000 + 14 * 86_400_000;

/** A free hour for every number: rooms first, then hours. `pgbench.ts` spells the same in SQL. */
export function slotOf(location: BenchLocation, number: number): { roomIndex: number; start: string; end: string } {
  const roomIndex = number % location.rooms.length;
  const start = firstMs + Math.floor(number / location.rooms.length) * 3_600_000;
  return { roomIndex, start: new Date(start).toISOString(), end: new Date(start + 3_600_000).toISOString() };
}
export const slotEpoch = new Date(firstMs).toISOString();

export function bookSlot(world: Pick<BenchWorld, 'staffId'>, location: BenchLocation, number: number): CommandOf<'create_booking'> {
  const { roomIndex, start, end } = slotOf(location, number);
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
      serviceId: null,
      start,
      end,
      resourceIds: [location.rooms[roomIndex]?.id ?? ''],
      customer: null,
    },
  };
}
