/** When something began, ms since 1970 on the clock of every thread and process here, and how long it took, ms. */
export interface Timing {
  at: number;
  ms: number;
}

/** Of what began at this `performance.now()` and ends now. */
export function timingSince(startedAt: number): Timing {
  return { at: performance.timeOrigin + startedAt, ms: performance.now() - startedAt };
}

/** Whether two were under way at one moment. */
export function meet(a: Timing, b: Timing): boolean {
  return a.at < b.at + b.ms && b.at < a.at + a.ms;
}

export function msOf(timings: readonly Timing[]): number[] {
  return timings.map(({ ms }) => ms);
}
