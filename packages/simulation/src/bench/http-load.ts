import type { BenchLocation, BenchWorld } from './bench-world.ts';
import { load, type LoadResult } from './load.ts';
import { RawCounter } from './raw-counter.ts';
import { bookSlot } from './slots.ts';

/**
 * `clients` counters, each submitting one command after the other for `seconds`. Client n stands in house
 * n modulo their number; `firstSlot` keeps runs apart.
 */
export async function httpLoad(
  world: BenchWorld,
  cookies: ReadonlyMap<BenchLocation, string>,
  options: { clients: number; seconds: number; firstSlot: number },
): Promise<LoadResult> {
  const houses = [...cookies].map(([location, cookie]) => ({ location, cookie, next: options.firstSlot }));
  const counters = Array.from({ length: options.clients }, (_, client) => {
    const house = houses[client % houses.length];
    if (!house) throw new Error('No terminal to load from');
    return { house, counter: new RawCounter(world.origin, house.cookie) };
  });
  try {
    return await load(options, async (client) => {
      const { house, counter } = counters[client]!;
      return committed(await counter.submit(bookSlot(world, house.location, house.next++)));
    });
  } finally {
    for (const { counter } of counters) counter.close();
  }
}

export const committed = ({ results }: { results: readonly { outcome: { status: string } }[] }): boolean =>
  results[0]?.outcome.status === 'committed';
