/** A reproducible stream of numbers in [0, 1): mulberry32. The same seed gives the same run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of them, none preferred. */
export function pickOne<T>(random: () => number, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new RangeError('Nothing to pick from');
  return picked;
}

/** The same members in another order (Fisher–Yates); the original stays as it is. */
export function shuffled<T>(random: () => number, members: readonly T[]): T[] {
  const result = [...members];
  for (let last = result.length - 1; last > 0; last--) {
    const at = Math.floor(random() * (last + 1));
    [result[last], result[at]] = [result[at] as T, result[last] as T];
  }
  return result;
}
