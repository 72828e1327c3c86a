import pg from 'pg';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { overlappingClaims } from '../overlapping-claims.ts';
import { clearCalendar, deadlocks } from '../race-database.ts';
import type { Bench } from './bench-options.ts';
import { openBenchWorld } from './bench-world.ts';
import { benchBookings, pgbench, preparePgbench, requirePgbench } from './pgbench.ts';
import { RawCounter } from './raw-counter.ts';
import { bookSlot, slotOf } from './slots.ts';
import { ms, percentile, type Finding } from './statistics.ts';

const racers = 50;
const slots = 20;

/**
 * 50 counters of one house start together for 20 slots, and in between, on the same house, for 50 slots of which
 * each wants its own. So the house's queue is as long in both, and the difference is what losing costs: looking for
 * openings, holding them, refusing.
 */
export const benchContention: Bench = async ({ say, short, cluster }) => {
  await requirePgbench();
  const rounds = short ? 2 : 60;
  say('Preparing PostgreSQL, a house of 20 rooms and a server …');
  const world = await openBenchWorld(1, { rooms: slots, ...(cluster ? { cluster } : {}) });
  const owner = new pg.Pool({ connectionString: world.url, max: 2 });
  try {
    const [house] = world.locations;
    if (!house) throw new Error('No house to race for');
    const cookies = await Promise.all(Array.from({ length: 5 }, () => world.enrolCookie(house)));
    const counters = Array.from({ length: racers }, (_, racer) => new RawCounter(world.origin, cookies[racer % cookies.length] ?? ''));

    /** All at once; racer n wants the house's free hour number `firstSlot + wanted(n)`. */
    const start = async (firstSlot: number, wanted: (racer: number) => number): Promise<{ latenciesMs: number[]; outcomes: (Outcome | Error)[] }> => {
      const latenciesMs: number[] = [];
      const outcomes = await Promise.all(
        counters.map(async (counter, racer) => {
          const command = bookSlot(world, house, firstSlot + wanted(racer));
          const sentAt = performance.now();
          const answer = await counter.submit(command).catch((fault: Error) => fault);
          latenciesMs.push(performance.now() - sentAt);
          if (answer instanceof Error) return answer;
          const outcome = answer.results[0]?.outcome;
          return !outcome || outcome.status === 'unreadable' ? new Error('No outcome') : outcome;
        }),
      );
      return { latenciesMs, outcomes };
    };
    const committed = (outcomes: readonly (Outcome | Error)[]): number =>
      outcomes.filter((outcome) => !(outcome instanceof Error) && outcome.status === 'committed').length;
    const lost = (outcomes: readonly (Outcome | Error)[]): number =>
      outcomes.filter((outcome) => !(outcome instanceof Error) && outcome.status === 'refused' && outcome.reason === 'slot_taken').length;

    const contended: number[] = [];
    const uncontended: number[] = [];
    let errors = 0;
    let sold = 0;
    let empty = 0;
    let overlaps = 0;
    for (let round = -1; round < rounds; round++) {
      if (round % 10 === 0) say(`Round ${round + 1} of ${rounds} …`);
      // A house has rooms × hours: three hours of rooms a round and nobody meets the round before.
      const firstSlot = (round + 1) * slots * 6;
      const alone = await start(firstSlot, (racer) => racer);
      const crowd = await start(firstSlot + slots * 3, (racer) => racer % slots);
      overlaps += (await overlappingClaims(owner)).length;
      // A slot that nobody of its racers got is held for a loser of another one: promised, so not for sale.
      const taken = await claimsAt(owner, slotOf(house, firstSlot + slots * 3).start);
      await clearCalendar(owner);
      errors += racers - committed(alone.outcomes) + (racers - committed(crowd.outcomes) - lost(crowd.outcomes));
      if (round < 0) continue; // code still cold
      sold += committed(crowd.outcomes);
      empty += slots - taken;
      uncontended.push(...alone.latenciesMs);
      contended.push(...crowd.latenciesMs);
    }
    for (const counter of counters) counter.close();

    await preparePgbench(world, benchBookings(world));
    const limit = await pgbench(world, { clients: racers, seconds: 5, firstSlot: 1_000_000, eachLatency: true, short });
    // Sessions tell PostgreSQL what they counted when they end.
    await world.server.stop();
    const counted = await deadlocks(owner);
    return [ratio(contended, uncontended, limit.latenciesMs), {
      what: `${racers} clients on ${slots} slots, ${rounds} times`,
      measured: `${counted} deadlocks, ${errors} errors, ${overlaps} overlaps, of ${rounds * slots} slots ${sold} sold, ${rounds * slots - sold - empty} held for a loser, ${empty} empty`,
      target: '0 deadlocks, 0 errors',
      met: counted === 0 && errors === 0 && overlaps === 0 && empty === 0,
    }];
  } finally {
    await owner.end();
    await world.close();
  }
};

/** Rooms taken at a time, by a booking or a hold. */
async function claimsAt(owner: pg.Pool, start: string): Promise<number> {
  const { rows } = await owner.query<{ taken: number }>(
    'select count(distinct resource_no)::int as taken from claim where released_at is null and starts_at <= $1 and ends_at > $1',
    [start],
  );
  return rows[0]?.taken ?? 0;
}

function ratio(contended: readonly number[], uncontended: readonly number[], limit: readonly number[]): Finding {
  const times = percentile(contended, 0.95) / percentile(uncontended, 0.95);
  return {
    what: `${racers} clients on ${slots} slots of one house, HTTP`,
    measured: `p95 ${times.toFixed(2)} × uncontended (${ms(percentile(contended, 0.95))}, p50 ${ms(percentile(contended, 0.5))}, n ${contended.length})`,
    beside: `on ${racers} slots p95 ${ms(percentile(uncontended, 0.95))}, pgbench with ${racers} clients without a pause p95 ${ms(percentile(limit, 0.95))}`,
    target: '≤ 3 ×',
    met: times <= 3,
  };
}
