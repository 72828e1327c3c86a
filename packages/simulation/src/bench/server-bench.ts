import type { Bench } from './bench-options.ts';
import { openBenchWorld, type BenchLocation } from './bench-world.ts';
import { httpLoad } from './http-load.ts';
import { benchBookings, pgbench, preparePgbench, requirePgbench } from './pgbench.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';

/**
 * Every run books its own hours of each house. A house has 8 rooms × 2 years ≈ 140 000 hours that may be
 * booked ahead, and no run gets through 9 000; pgbench books years that no policy lets HTTP reach.
 */
let nextSlot = 0;
const freshSlots = (): number => (nextSlot += 9_000);

export const benchServer: Bench = async ({ say, short, cluster, seconds = short ? 0.3 : 6 }) => {
  await requirePgbench();
  const repeats = short ? 1 : 3;
  const houses = short ? 4 : 50;
  say(`Preparing PostgreSQL, ${houses} houses and a server …`);
  const world = await openBenchWorld(houses, cluster ? { cluster } : {});
  try {
    await preparePgbench(world, benchBookings(world));
    const cookies = new Map<BenchLocation, string>();
    for (const location of world.locations) cookies.set(location, await world.enrolCookie(location));
    const findings: Finding[] = [];
    // Warm both sides: plans, caches, just-in-time code.
    await httpLoad(world, cookies, { clients: 32, seconds: seconds / 2, firstSlot: freshSlots() });
    await pgbench(world, { clients: 32, seconds: seconds / 3, firstSlot: 10_000_000, short });

    // Interleaved, so that a slow minute of the machine meets both sides; the median of the repeats counts.
    for (const clients of [1, 32]) {
      const ours: number[] = [];
      const theirs: number[] = [];
      const latencies: number[] = [];
      for (let repeat = 1; repeat <= repeats; repeat++) {
        say(`Submit → committed, ${clients} client(s), repeat ${repeat} of ${repeats} …`);
        const limit = await pgbench(world, { clients, seconds, firstSlot: 20_000_000, short });
        const load = await httpLoad(world, cookies, { clients, seconds, firstSlot: freshSlots() });
        if (load.refused > 0) throw new Error(`${load.refused} bookings of free hours were refused`);
        theirs.push(limit.perSecond);
        ours.push(load.perSecond);
        latencies.push(...load.latenciesMs);
      }
      const ratio = median(ours) / median(theirs);
      findings.push({
        what: `submit → committed, HTTP + tRPC, ${clients} client${clients > 1 ? 's' : ''} on ${houses} locations`,
        measured: `${ratio.toFixed(2)} of pgbench (${median(ours).toFixed(0)}/s, p50 ${ms(median(latencies))}, p95 ${ms(percentile(latencies, 0.95))})`,
        beside: `pgbench ${median(theirs).toFixed(0)}/s`,
        ...(clients === 32 ? { target: '≥ 0.60', met: ratio >= 0.6 } : { met: null }),
      });
    }

    say('55 clients on one location …');
    const house = world.locations.at(-1);
    const cookie = house && cookies.get(house);
    if (!house || !cookie) throw new Error('No house to load');
    const single = await httpLoad(world, new Map([[house, cookie]]), { clients: 55, seconds, firstSlot: freshSlots() });
    const p95 = percentile(single.latenciesMs, 0.95);
    findings.push({
      what: '55 clients on one location',
      measured: `p95 ${ms(p95)} (p50 ${ms(median(single.latenciesMs))}, ${single.perSecond.toFixed(0)}/s)`,
      target: 'p95 ≤ 50 ms',
      met: p95 <= 50,
    });
    return findings;
  } finally {
    await world.close();
  }
};
