import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import pg from 'pg';
import { defaultShape } from '@holdfast/server/ops/seed-shape';
import { ServerProcess } from '../drills/server-process.ts';
import { startBenchCluster, type BenchCluster } from './bench-cluster.ts';
import type { Bench } from './bench-options.ts';
import { enrolCookie } from './bench-world.ts';
import { committed } from './http-load.ts';
import { load, type LoadResult } from './load.ts';
import { pgbench, preparePgbench, requirePgbench } from './pgbench.ts';
import { RawCounter } from './raw-counter.ts';
import { bookFreeHour, openSeededWorld, seededBookings, type SeededLocation, type SeededWorld } from './seeded-world.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';

const clients = 8;
/** The promise is about five million; what is measured beyond is stated. */
const promisedClaims = 5_000_000;
/** Rows and indexes of a booking, its claim and its customer are 0.8 KB; its WAL until the next checkpoint as much. */
const bytesPerClaim = 2_000;

interface Size {
  world: SeededWorld;
  server: ServerProcess;
  /** `next`: its next free hour. */
  houses: { location: SeededLocation; cookie: string; next: number }[];
  /** p95 of each repeat. */
  ours: number[];
  limit: number[];
  perSecond: number[];
}

/**
 * The same load on calendars of different sizes, each a database of its own on one PostgreSQL, in turns, so that a
 * slow minute of the machine meets all of them. New bookings go into the midst of what is there, at every location.
 */
export const benchGrowth: Bench = async ({ say, short, cluster: given, claims, seconds = short ? 0.5 : 4 }) => {
  await requirePgbench();
  const counts = claims ?? (short ? [300, 1_200] : [100_000, 1_000_000, 5_000_000]);
  const shape = short ? { locations: 2, resources: 3 } : defaultShape;
  const repeats = short ? 1 : 7;
  await checkSpace(counts);
  await using undo = new AsyncDisposableStack();
  const cluster = given ?? (await startBenchCluster());
  if (!given) undo.defer(() => cluster.close());
  const sizes: Size[] = [];
  for (const bookings of counts) {
    say(`Seeding ${bookings} bookings …`);
    sizes.push(await openSize(undo, cluster, { ...shape, bookings }, say));
  }
  const [smallest] = sizes;
  if (!smallest) throw new Error('No size to measure');
  await inOwnersName(smallest.world.url, 'checkpoint');

  for (const size of sizes) {
    say(`Warming ${size.world.claims} claims …`);
    await http(size, short ? 0.2 : 5);
    if (!short) await pgbench(size.world, { clients, seconds: 1, firstSlot: 0 });
  }
  for (let repeat = 1; repeat <= repeats; repeat++) {
    say(`Repeat ${repeat} of ${repeats} …`);
    for (const size of repeat % 2 === 0 ? sizes.toReversed() : sizes) {
      const load = await http(size, seconds);
      size.ours.push(percentile(load.latenciesMs, 0.95));
      size.perSecond.push(load.perSecond);
      const limit = await pgbench(size.world, { clients, seconds, firstSlot: 0, eachLatency: true, short });
      size.limit.push(percentile(limit.latenciesMs, 0.95));
    }
  }
  return sizes.slice(1).map((size) => finding(smallest, size));
};

async function openSize(
  undo: AsyncDisposableStack,
  cluster: BenchCluster,
  size: Parameters<typeof openSeededWorld>[1],
  say: (line: string) => void,
): Promise<Size> {
  const world = await openSeededWorld(cluster, size, say);
  undo.defer(() => world.close());
  await preparePgbench(world, seededBookings(world));
  const server = await ServerProcess.start(world.url);
  undo.defer(() => server.stop());
  const houses: Size['houses'] = [];
  for (const location of world.locations) houses.push({ location, cookie: await enrolCookie(world.db, world.tenantNo, location.id, world.staffId), next: 0 });
  return { world, server, houses, ours: [], limit: [], perSecond: [] };
}

/** A client goes from house to house: the whole calendar is written into, not eight houses of it. */
async function http({ world, server, houses }: Size, seconds: number): Promise<LoadResult> {
  const seats = Array.from({ length: Math.max(clients, houses.length) }, (_, number) => {
    const house = houses[number % houses.length];
    if (!house) throw new Error('No house to book');
    return { house, counter: new RawCounter(server.origin, house.cookie) };
  });
  const ownSeats = Array.from({ length: clients }, (_, client) => seats.filter((_seat, number) => number % clients === client));
  try {
    const result = await load({ clients, seconds }, async (client, turn) => {
      const own = ownSeats[client] ?? [];
      const { house, counter } = own[turn % own.length]!;
      return committed(await counter.submit(bookFreeHour(world, house.location, house.next++)));
    });
    if (result.refused > 0) throw new Error(`${result.refused} bookings of free hours were refused`);
    return result;
  } finally {
    for (const { counter } of seats) counter.close();
  }
}

function finding(smallest: Size, size: Size): Finding {
  const of = (samples: (size: Size) => number[]) => median(samples(size)) / median(samples(smallest));
  const p95s = (samples: (size: Size) => number[]) => `${ms(median(samples(size)))} against ${ms(median(samples(smallest)))}`;
  const times = of(({ ours }) => ours);
  return {
    what: `create at ${inWords(size.world.claims)} claims against ${inWords(smallest.world.claims)}, ${clients} clients, HTTP`,
    measured: `p95 ${times.toFixed(2)} × (${p95s(({ ours }) => ours)}; ${median(size.perSecond).toFixed(0)}/s against ${median(smallest.perSecond).toFixed(0)}/s)`,
    beside: `pgbench p95 ${of(({ limit }) => limit).toFixed(2)} × (${p95s(({ limit }) => limit)})`,
    ...(size.world.claims <= promisedClaims ? { target: '≤ 1.3 ×', met: times <= 1.3 } : { met: null }),
  };
}

const inWords = (count: number): string => (count >= 1_000_000 ? `${count / 1_000_000} M` : count >= 1_000 ? `${count / 1_000} k` : String(count));

async function checkSpace(counts: readonly number[]): Promise<void> {
  const needed = counts.reduce((sum, count) => sum + count, 0) * bytesPerClaim;
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize > needed) return;
  throw new Error(`${Math.ceil(needed / 2 ** 30)} GB are needed at ${tmpdir()}, ${Math.floor((bavail * bsize) / 2 ** 30)} are free. Take fewer: --claims 100000,1000000`);
}

async function inOwnersName(url: string, statement: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(statement);
  } finally {
    await owner.end();
  }
}
