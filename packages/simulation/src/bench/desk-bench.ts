import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '@holdfast/front-desk/e2e/browser';
import { openBenchWorld, type BenchWorld } from './bench-world.ts';
import { openCounter, walkIn } from './desk-page.ts';
import { fillCalendar } from './fill-calendar.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';

const cachedBookings = 20_000;
const taps = 60;
const openings = 10;
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Tap → paint, tap → disk, one counter → the other, and opening cold, with a full calendar cached. */
export async function benchDesk(say: (line: string) => void): Promise<Finding[]> {
  say('Preparing PostgreSQL and a server …');
  const world = await openBenchWorld(1);
  const profile = await mkdtemp(join(tmpdir(), 'holdfast-bench-browser-'));
  const executablePath = await findBrowser();
  const first = await chromium.launchPersistentContext(profile, { executablePath, args: flags, viewport: { width: 1366, height: 768 } });
  try {
    const [location] = world.locations;
    if (!location) throw new Error('No house to bench');
    say(`Booking ${cachedBookings} half hours through the gateway …`);
    await fillCalendar(world, location, cachedBookings);

    const page = await openCounter(first, world, location, 'Counter A');
    const other = await chromium.launch({ executablePath, args: flags });
    const elsewhere = await openCounter(await other.newContext({ viewport: { width: 1366, height: 768 } }), world, location, 'Counter B');
    const floor = await frameFloor(page);
    const clear = await clearer(world);
    const painted: number[] = [];
    const durable: number[] = [];
    const across: number[] = [];
    for (let tap = 0; tap < taps; tap++) {
      if (tap % 20 === 0) say(`Walk-in ${tap + 1} of ${taps} …`);
      await page.bringToFront();
      const measured = await walkIn(page);
      const seenAt = await elsewhere.evaluate((key) => window.holdfastBench.seen(key), measured.key);
      await clear();
      await page.locator(`[data-key="${measured.key}"]`).waitFor({ state: 'detached' });
      if (tap === 0) continue; // code still cold
      painted.push(measured.paintedMs);
      durable.push(measured.durableMs);
      across.push(seenAt - measured.at);
    }
    await other.close();

    say(`Opening the day ${openings} times …`);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const online = await coldOpen(page);
    await first.setOffline(true);
    const offline = await coldOpen(page);
    return [
      finding(`tap → painted walk-in, ${cachedBookings} bookings cached`, painted, 33, `one frame here ${ms(floor)}`),
      finding('tap → durable in the outbox', durable, 50),
      finding('tap on one counter → painted on another', across, 500),
      finding('cold open of the cached day', online, 1_000),
      finding('cold open of the cached day, offline', offline, 1_000),
    ];
  } finally {
    await first.close();
    await world.close();
    await rm(profile, { recursive: true, force: true });
  }
}

function finding(what: string, samples: readonly number[], targetMs: number, beside?: string): Finding {
  const p95 = percentile(samples, 0.95);
  return {
    what,
    measured: `p95 ${ms(p95)} (p50 ${ms(median(samples))}, n ${samples.length})`,
    ...(beside ? { beside } : {}),
    target: `p95 ≤ ${targetMs} ms`,
    met: p95 <= targetMs,
  };
}

/** What an empty frame costs in this browser: the same way of measuring, without a product. */
async function frameFloor(page: Page): Promise<number> {
  const samples = await page.evaluate(async () => {
    const times: number[] = [];
    for (let sample = 0; sample < 30; sample++) {
      const start = performance.now();
      await new Promise<void>((resolve) =>
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => resolve();
          channel.port2.postMessage(0);
        }),
      );
      times.push(performance.now() - start);
    }
    return times;
  });
  return percentile(samples, 0.95);
}

/** Cancels every walk-in over the wire, as another terminal would, so that the next finds the same board. */
async function clearer(world: BenchWorld): Promise<() => Promise<void>> {
  const [location] = world.locations;
  if (!location) throw new Error('No house to clear');
  const terminal = await world.enrol(location);
  let seq = 0;
  return async () => {
    const { rows } = await world.db.readAs(world.tenantNo, (client) =>
      client.query<{ id: string }>(
        `select booking_id as id from booking where tenant_no = $1 and channel = 'walk_in' and status = 'booked'`,
        [world.tenantNo],
      ),
    );
    for (const { id } of rows)
      await terminal.submit([
        {
          id: randomUUID(),
          seq: ++seq,
          schema: 1,
          locationId: location.id,
          actorId: world.staffId,
          channel: 'desk',
          sawVersion: 0,
          tappedAt: new Date().toISOString(),
          kind: 'cancel_booking',
          args: { bookingId: id },
        },
      ]);
  };
}

/** A reload to the first painted item, by the page's own clock: from navigation start to the frame. */
async function coldOpen(page: Page): Promise<number[]> {
  const samples: number[] = [];
  for (let opening = 0; opening < openings; opening++) {
    await page.reload({ waitUntil: 'commit' });
    await page.locator('.item[data-key]').first().waitFor({ state: 'attached' });
    samples.push(
      await page.evaluate(
        () =>
          new Promise<number>((resolve) =>
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now());
              channel.port2.postMessage(0);
            }),
          ),
      ),
    );
  }
  return samples;
}
