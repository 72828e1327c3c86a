import pg from 'pg';
import { createApiKey } from '@holdfast/server/access/create-api-key';
import type { KeyChannel } from '@holdfast/server/access/scope';
import { deadlocks } from '../race-database.ts';
import { overlappingClaims } from '../overlapping-claims.ts';
import type { Bench } from './bench-options.ts';
import { openBenchWorld } from './bench-world.ts';
import { besideStops, stoppedShare, whileProbingDisk } from './disk-probe.ts';
import { sellWithoutConstraint } from './flash-sale-control.ts';
import { RestBuyer } from './flash-sale-buyer.ts';
import { openSale, type Sale } from './flash-sale.ts';
import { benchBookings, pgbench, preparePgbench, requirePgbench } from './pgbench.ts';
import { RawRest } from './raw-rest.ts';
import { median, ms, percentile, type Finding } from './statistics.ts';
import { msOf, type Timing } from './timing.ts';

const rooms = 20;
const crowd: readonly { channel: KeyChannel; people: number }[] = [
  { channel: 'web', people: 50 },
  { channel: 'phone_ai', people: 3 },
  { channel: 'desk', people: 2 },
];
/** A key serves so many people; each key has its own limit of requests, and here nobody is meant to meet it. */
const peoplePerKey = 10;

/**
 * Fifty people at the public page, three callers and two staff at one house, for a minute. All start together and
 * want what comes first; after that each takes the time people take: looks, hesitates, holds, fills in, confirms. Then
 * the same people at the same pace, with the same wishes, against a table without a constraint.
 */
export const benchFlashSale: Bench = async ({ say, short, cluster, seconds = short ? 1 : 60 }) => {
  await requirePgbench();
  say(`Preparing PostgreSQL, a house of ${rooms} rooms and a server …`);
  await using undo = new AsyncDisposableStack();
  const world = await openBenchWorld(1, { rooms, ...(cluster ? { cluster } : {}) });
  undo.defer(() => world.close());
  const owner = new pg.Pool({ connectionString: world.url, max: 2 });
  undo.defer(() => owner.end());
  const [house] = world.locations;
  if (!house) throw new Error('No house to sell');

  const people: RawRest[] = [];
  undo.defer(() => people.forEach((person) => person.close()));
  for (const { channel, people: count } of crowd)
    for (let person = 0, key = ''; person < count; person++) {
      if (person % peoplePerKey === 0) {
        const asked = { tenantNo: world.tenantNo, name: 'Bench', channel, role: 'manager' as const, locationIds: [house.id] };
        key = (await createApiKey(world.db, asked)).key;
      }
      people.push(new RawRest(world.origin, key));
    }

  const buyersOf = (sale: Sale, some: readonly RawRest[]) =>
    some.map((rest, number) => new RestBuyer({ rest, sale, house: house.id, seed: number, atDesk: number >= people.length - 2 }));
  say('One at a time …');
  // Code still cold, and nobody looks at the clock.
  const cold = openSale(0);
  await cold.run(buyersOf(cold, people).slice(0, 5), short ? 0.1 : 5);
  const calm = openSale(10);
  for (const buyer of buyersOf(calm, people).slice(0, short ? 2 : 30)) await buyer.visit();
  // A house that opened more than a minute ago: until its first statistics PostgreSQL plans for the empty one it was.
  await owner.query('analyze');
  say(`${people.length} at once for ${seconds} s …`);
  const sale = openSale(30);
  const flushes = await whileProbingDisk(() => sale.run(buyersOf(sale, people), seconds));
  const overlaps = (await overlappingClaims(owner)).length;

  say(`The same without a constraint for ${seconds} s …`);
  const control = await sellWithoutConstraint({ url: world.url, owner, rooms, people: people.length, seconds });

  await preparePgbench(world, benchBookings(world));
  const limit = await pgbench(world, { clients: 1, seconds: 5, firstSlot: 1_000_000, eachLatency: true, short });
  await world.server.stop();
  const { tally } = sale;
  const flushesMs = msOf(flushes);
  return [
    finding('flash sale: conflict check', tally.looks, calm.tally.looks, limit.latenciesMs, 50),
    finding('flash sale: hold', tally.holds, calm.tally.holds, limit.latenciesMs, 30),
    finding('flash sale: hold, but those during a stop of the disk', besideStops(tally.holds, flushes), calm.tally.holds, limit.latenciesMs, 30),
    finding('flash sale: refused, with alternatives', tally.refusals, calm.tally.holds, limit.latenciesMs),
    finding('flash sale: confirm or book at once', tally.bookings, calm.tally.bookings, limit.latenciesMs),
    {
      what: 'the disk meanwhile: one page flushed',
      measured: `p95 ${ms(percentile(flushesMs, 0.95))} (p50 ${ms(median(flushesMs))}, longest ${ms(Math.max(...flushesMs))}); stopped ${(100 * stoppedShare(flushes)).toFixed(1)} % of the time`,
      met: null,
    },
    {
      what: `flash sale: ${people.length} people, ${seconds} s`,
      measured: `${tally.bookings.length} booked, ${tally.refusals.length} refused (${tally.offered} with something held), ${await deadlocks(owner)} deadlocks, ${overlaps} double bookings`,
      target: '0 double bookings',
      met: overlaps === 0,
    },
    {
      what: 'the same against check-then-insert',
      measured: `${control.booked} booked, ${control.doubleBookings} double bookings`,
      beside: `p95 ${ms(percentile(control.latenciesMs, 0.95))} for a try`,
      met: null,
    },
  ];
};

/** `beside`: one at a time in the same run, and the machine's own limit. */
function finding(what: string, timings: readonly Timing[], calm: readonly Timing[], limit: readonly number[], targetMs?: number): Finding {
  const samples = msOf(timings);
  if (samples.length === 0) return { what, measured: 'none in this run', met: null };
  const p95 = percentile(samples, 0.95);
  return {
    what,
    measured: `p95 ${ms(p95)} (p50 ${ms(median(samples))}, n ${samples.length})`,
    beside: `one at a time p95 ${ms(percentile(msOf(calm), 0.95))}; pgbench, one booking at a time, p95 ${ms(percentile(limit, 0.95))}`,
    ...(targetMs === undefined ? { met: null } : { target: `p95 ≤ ${targetMs} ms`, met: p95 <= targetMs }),
  };
}
