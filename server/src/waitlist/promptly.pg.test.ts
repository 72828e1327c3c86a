import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { startMaintenance } from '../ops/maintenance.ts';
import { createServer, type Server } from '../server.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** A whole node at work: nobody asks it to look. */

let world: WaitlistWorld;
let server: Server;
let maintenance: { stop(): Promise<void> };
beforeAll(async () => {
  world = await createWaitlistWorld();
  server = createServer(world.db, { log: pino({ level: 'silent' }), publicUrl: 'http://localhost', now: () => world.clock.now });
  maintenance = startMaintenance(server);
});
afterAll(async () => {
  await maintenance.stop();
  for (const { feedWatch } of [server, world]) feedWatch.close();
});

/** Resolves when the entry has the status; every change of it moves the feed. */
async function until(entryId: string, status: string): Promise<void> {
  let stop = (): void => {};
  await new Promise<void>((resolve, reject) => {
    stop = server.feedWatch.watch(world.tenantNo, world.locationId, () => {
      world.entry(entryId).then((entry) => (entry.status === status ? resolve() : undefined), reject);
    });
  });
  stop();
}

test('a cancellation here and a cancellation on another node are each offered', async () => {
  const day = '2026-12-02';
  const [first, second] = await world.fill(day);
  const [one, two] = [await world.join(day, { to: `${day}T10:00:00Z` }), await world.join(day, { to: `${day}T10:00:00Z` })];
  const shorten = (bookingId = '') =>
    world.command('move_booking', { bookingId, start: `${day}T10:00:00Z`, end: `${day}T18:00:00Z`, resourceIds: [] });
  committed(await server.gateway.submit(world.submitter, shorten(first)));
  await until(one, 'offered');
  // The world's own gateway is another node's: this one hears of it by looking.
  committed(await world.gateway.submit(world.submitter, shorten(second)));
  await until(two, 'offered');
  expect(await world.entry(two)).toMatchObject({ start: `${day}T09:00:00.000Z` });
});
