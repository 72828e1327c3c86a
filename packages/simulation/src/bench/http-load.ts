import type { BenchLocation, BenchWorld } from './bench-world.ts';
import { RawCounter } from './raw-counter.ts';
import { bookSlot } from './slots.ts';

export interface LoadResult {
  perSecond: number;
  latenciesMs: number[];
  refused: number;
}

/**
 * `clients` counters, each submitting one command after the other for `seconds`. Client n stands in house
 * n modulo their number; `firstSlot` keeps runs apart.
 */
export async function httpLoad(
  world: BenchWorld,
  cookies: ReadonlyMap<BenchLocation, string>,
  options: { clients: number; seconds: number; firstSlot: number },
): Promise<LoadResult> {
  const locations = [...cookies.keys()];
  const next = new Map(locations.map((location) => [location, options.firstSlot]));
  const latenciesMs: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const until = startedAt + options.seconds * 1_000;
  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const location = locations[client % locations.length];
      const cookie = location && cookies.get(location);
      if (!cookie) throw new Error('No terminal to load from');
      const counter = new RawCounter(world.origin, cookie);
      while (performance.now() < until) {
        const number = next.get(location) ?? 0;
        next.set(location, number + 1);
        const sentAt = performance.now();
        const answer = await counter.submit(bookSlot(world, location, number));
        latenciesMs.push(performance.now() - sentAt);
        if (answer.results[0]?.outcome.status !== 'committed') refused++;
      }
      counter.close();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / seconds, latenciesMs, refused };
}
