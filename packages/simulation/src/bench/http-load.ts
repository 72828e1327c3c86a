import type { Command } from '@holdfast/protocol/commands';
import type { BenchLocation, BenchWorld } from './bench-world.ts';
import { RawCounter } from './raw-counter.ts';
import { bookSlot } from './slots.ts';

export interface LoadResult {
  perSecond: number;
  latenciesMs: number[];
  refused: number;
}

/** `firstSlot` keeps runs apart: each number is one free hour of the house. Client n stands in house n modulo their number. */
export async function httpLoad(
  world: BenchWorld,
  cookies: ReadonlyMap<BenchLocation, string>,
  options: { clients: number; seconds: number; firstSlot: number },
): Promise<LoadResult> {
  const next = new Map([...cookies.keys()].map((location) => [location, options.firstSlot]));
  return loadCounters(world.origin, cookies, {
    ...options,
    command(location) {
      const number = next.get(location) ?? 0;
      next.set(location, number + 1);
      return bookSlot(world, location, number);
    },
  });
}

/** `clients` counters, spread over the places, each submitting one command after the other for `seconds`. */
export async function loadCounters<Place>(
  origin: string,
  cookies: ReadonlyMap<Place, string>,
  options: { clients: number; seconds: number; command: (place: Place) => Command },
): Promise<LoadResult> {
  const places = [...cookies];
  const latenciesMs: number[] = [];
  let refused = 0;
  const startedAt = performance.now();
  const until = startedAt + options.seconds * 1_000;
  await Promise.all(
    Array.from({ length: options.clients }, async (_, client) => {
      const at = places[client % places.length];
      if (!at) throw new Error('No terminal to load from');
      const [place, cookie] = at;
      const counter = new RawCounter(origin, cookie);
      while (performance.now() < until) {
        const command = options.command(place);
        const sentAt = performance.now();
        const answer = await counter.submit(command);
        latenciesMs.push(performance.now() - sentAt);
        if (answer.results[0]?.outcome.status !== 'committed') refused++;
      }
      counter.close();
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { perSecond: latenciesMs.length / seconds, latenciesMs, refused };
}
