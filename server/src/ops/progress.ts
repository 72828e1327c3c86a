/** Says how far a long work is; never part of the answer. */
export type TellProgress = (line: string) => void;

/**
 * Passes on at most one line a second, and none in the first: what is done at once needs no word on the way.
 * `now` in milliseconds; tests give their own, or a slow machine would decide what they read.
 */
export function everySecond(tell: TellProgress, now: () => number): TellProgress {
  let toldAt = now();
  return (line) => {
    if (now() - toldAt < 1_000) return;
    toldAt = now();
    tell(line);
  };
}
