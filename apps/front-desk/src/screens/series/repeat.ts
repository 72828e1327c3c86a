/** How a booking repeats, as a person chooses it: always beside its first day, which the rule names itself. */
export interface Repeat {
  every: 'day' | 'week' | 'month_by_date' | 'month_by_weekday';
  interval: number;
  /** Of every week: on which days beside that of the first, 1 (Monday) to 7. */
  alsoOn?: readonly number[];
  /** So many times, or until a day (`YYYY-MM-DD`, inclusive). */
  ends: { times: number } | { until: string };
}

/** The wire's most (docs/reference/series.md). */
export const timesMax = 200;

const dayCodes = ['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

/** The recurrence rule of it, by RFC 5545, for something that first happens on `firstDay` (`YYYY-MM-DD`). */
export function ruleOf({ every, interval, alsoOn = [], ends }: Repeat, firstDay: string): string {
  const first = Temporal.PlainDate.from(firstDay);
  const parts = [`FREQ=${every === 'day' ? 'DAILY' : every === 'week' ? 'WEEKLY' : 'MONTHLY'}`];
  if (interval > 1) parts.push(`INTERVAL=${interval}`);
  if (every === 'week' && alsoOn.length > 0) parts.push(`BYDAY=${weekdaysOf(firstDay, alsoOn).map((weekday) => dayCodes[weekday]).join(',')}`);
  if (every === 'month_by_date') parts.push(byDate(first.day));
  if (every === 'month_by_weekday') parts.push(`BYDAY=${whichOfMonth(firstDay)}${dayCodes[first.dayOfWeek]}`);
  parts.push('times' in ends ? `COUNT=${ends.times}` : `UNTIL=${ends.until.replaceAll('-', '')}`);
  return parts.join(';');
}

/** Every month has one: of a month without a 31st it is the last day. */
function byDate(day: number): string {
  if (day <= 28) return `BYMONTHDAY=${day}`;
  return `BYMONTHDAY=${Array.from({ length: day - 27 }, (_, index) => 28 + index).join(',')};BYSETPOS=-1`;
}

/** The days of every week, the first one's among them, 1 (Monday) to 7. */
export function weekdaysOf(firstDay: string, alsoOn: readonly number[]): number[] {
  return [...new Set([Temporal.PlainDate.from(firstDay).dayOfWeek, ...alsoOn])].sort((a, b) => a - b);
}

/** The how manieth of its weekday in its month a day is, 1 to 4; -1: the fifth, and so the last. */
export function whichOfMonth(day: string): number {
  const which = Math.ceil(Temporal.PlainDate.from(day).day / 7);
  return which === 5 ? -1 : which;
}

export const repeatOptions: readonly { id: string; every: Repeat['every']; interval: number }[] = [
  { id: 'week', every: 'week', interval: 1 },
  { id: 'weeks-2', every: 'week', interval: 2 },
  { id: 'weeks-3', every: 'week', interval: 3 },
  { id: 'weeks-4', every: 'week', interval: 4 },
  { id: 'month-weekday', every: 'month_by_weekday', interval: 1 },
  { id: 'month-date', every: 'month_by_date', interval: 1 },
  { id: 'day', every: 'day', interval: 1 },
];
