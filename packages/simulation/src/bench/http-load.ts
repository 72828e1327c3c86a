import type { HttpTerminal } from '../http-terminal.ts';
import type { BenchLocation, BenchWorld } from './bench-world.ts';
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
  terminals: ReadonlyMap<BenchLocation, HttpTerminal>,
  options: { clients: number; seconds: number; firstSlot: number },
): Promise<LoadResult> {
  const locations = [...terminals.keys()];
  const next = new Map(locations.map((location) => [location, options.firstSlot]));
  const latenciesMs: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const until = startedAt + options.seconds * 1_000;
  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const location = locations[client % locations.length];
      const terminal = location && terminals.get(location);
      if (!terminal) throw new Error('No terminal to load from');
      while (performance.now() < until) {
        const number = next.get(location) ?? 0;
        next.set(location, number + 1);
        const sentAt = performance.now();
        const answer = await terminal.submit([bookSlot(world, location, number)]);
        latenciesMs.push(performance.now() - sentAt);
        if (answer.results[0]?.outcome.status !== 'committed') refused++;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / seconds, latenciesMs, refused };
}
