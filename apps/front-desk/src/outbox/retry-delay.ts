const firstMs = 1_000;
const mostMs = 30_000;

/**
 * How long to wait after the `failures`-th failure in a row (from 1). Doubles to 30 s and never gives up:
 * a cap on attempts only makes commands that nobody sends. Jittered by `random` in [0, 1), so that a
 * hundred terminals do not come back in step.
 */
export function retryDelayMs(failures: number, random: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 10));
  return Math.round(full * (0.5 + random / 2));
}
