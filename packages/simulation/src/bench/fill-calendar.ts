import { randomUUID } from 'node:crypto';
import { createFeedWatch } from '@holdfast/server/feed/location-feed-watch';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import type { BenchLocation, BenchWorld } from './bench-world.ts';

const halfHourMs = 30 * 60_000;
/** What a terminal caches, a day short at each end: −6…+59 days around today. */
const daysBefore = 6;
const days = 66;
/** Kept free around now, so that there is somewhere for walk-ins to go. */
const freeAroundNowMs = 6 * 3_600_000;

/** Books `count` half hours through the gateway, spread evenly over the cached window. */
export async function fillCalendar(world: BenchWorld, location: BenchLocation, count: number): Promise<void> {
  const feedWatch = createFeedWatch(world.db, () => {});
  const gateway = createGateway({ db: world.db, feedWatch, now: Date.now, onTransient: () => {} });
  const submitter = { tenantNo: world.tenantNo, terminalId: null, outboxId: randomUUID(), locationId: location.id };
  const now = Date.now();
  const firstDay = Math.floor(now / 86_400_000) * 86_400_000 - daysBefore * 86_400_000;
  const perDay = Math.ceil(count / days);
  let seq = 0;
  const bookings = Array.from({ length: perDay * days }, (_, number) => {
    const within = number % perDay;
    const start =
      firstDay +
      Math.floor(number / perDay) * 86_400_000 +
      (Math.floor(within / location.rooms.length) % 48) * halfHourMs;
    return { room: location.rooms[within % location.rooms.length]?.id ?? '', start };
  }).filter(({ start }) => Math.abs(start - now) > freeAroundNowMs);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let booking = bookings.pop(); booking; booking = bookings.pop())
        await gateway.submit(submitter, {
          id: randomUUID(),
          seq: ++seq,
          schema: 1,
          locationId: location.id,
          actorId: world.staffId,
          channel: 'import',
          sawVersion: 0,
          tappedAt: new Date(now).toISOString(),
          kind: 'create_booking',
          args: {
            bookingId: randomUUID(),
            serviceId: null,
            start: new Date(booking.start).toISOString(),
            end: new Date(booking.start + halfHourMs).toISOString(),
            resourceIds: [booking.room],
            customer: null,
            title: `Guest ${seq}`,
          },
        });
    }),
  );
  feedWatch.close();
}
