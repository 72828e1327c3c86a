/** How a booking repeats, as a person chooses it. */
export interface Repeat {
  every: 'day' | 'week';
  interval: number;
  /** So many times, or until a day (`YYYY-MM-DD`, inclusive). */
  ends: { times: number } | { until: string };
}

/** The wire's most (docs/reference/series.md). */
export const timesMax = 200;

/** The recurrence rule of it, by RFC 5545. */
export function ruleOf({ every, interval, ends }: Repeat): string {
  const parts = [`FREQ=${every === 'day' ? 'DAILY' : 'WEEKLY'}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  parts.push('times' in ends ? `COUNT=${ends.times}` : `UNTIL=${ends.until.replaceAll('-', '')}`);
  return parts.join(';');
}

export const repeatOptions: readonly { id: string; every: Repeat['every']; interval: number }[] = [
  { id: 'week', every: 'week', interval: 1 },
  { id: 'weeks-2', every: 'week', interval: 2 },
  { id: 'weeks-3', every: 'week', interval: 3 },
  { id: 'weeks-4', every: 'week', interval: 4 },
  { id: 'day', every: 'day', interval: 1 },
];
