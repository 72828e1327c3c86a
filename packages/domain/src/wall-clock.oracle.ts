import { minuteMs, type Instant } from './instant.ts';

/**
 * A second opinion on wall time for the property tests: every minute of some days written out through
 * `Intl.DateTimeFormat`, so that nothing here shares code, or mistakes, with the rules under test.
 */
export interface WallMinute {
  readonly instant: Instant;
  readonly day: string;
  readonly minuteOfDay: number;
  /** '1' Monday … '7' Sunday. */
  readonly weekday: string;
}

export interface Night {
  readonly timeZone: string;
  readonly day: string;
}

/** Clock changes of every shape, both ways: an hour, half an hour, at midnight; and a zone at :45 without any. */
export const nights: readonly Night[] = [
  { timeZone: 'Europe/Berlin', day: '2026-03-29' },
  { timeZone: 'Europe/Berlin', day: '2026-10-25' },
  { timeZone: 'Europe/London', day: '2026-03-29' },
  { timeZone: 'Europe/London', day: '2026-10-25' },
  { timeZone: 'America/New_York', day: '2026-03-08' },
  { timeZone: 'America/New_York', day: '2026-11-01' },
  { timeZone: 'Australia/Lord_Howe', day: '2026-04-05' },
  { timeZone: 'Australia/Lord_Howe', day: '2026-10-04' },
  { timeZone: 'Africa/Cairo', day: '2026-04-24' },
  { timeZone: 'America/Havana', day: '2026-11-01' },
  { timeZone: 'Asia/Kathmandu', day: '2026-06-15' },
];

const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const written = new Map<string, readonly WallMinute[]>();

/** Every minute of six UTC days around a night: three before it, three from it on. */
export function minutesAround({ timeZone, day }: Night): readonly WallMinute[] {
  const key = `${timeZone} ${day}`;
  const known = written.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const first = Date.parse(`${day}T00:00:00Z`) - 3 * 1440 * minuteMs;
  const minutes = Array.from({ length: 6 * 1440 }, (_, i) => {
    const instant = first + i * minuteMs;
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    return {
      instant,
      day: `${part['year']}-${part['month']}-${part['day']}`,
      minuteOfDay: Number(part['hour']) * 60 + Number(part['minute']),
      weekday: String(weekdays.indexOf(part['weekday'] ?? '')),
    };
  });
  written.set(key, minutes);
  return minutes;
}

/** The first written minute at which the calendar and clock show this or something later. */
export function firstMinuteShowing(minutes: readonly WallMinute[], day: string, minuteOfDay: number): Instant {
  const isShowing = (minute: WallMinute) => minute.day > day || (minute.day === day && minute.minuteOfDay >= minuteOfDay);
  for (let i = daysOf(minutes).get(day) ?? 0; i < minutes.length; i += 1) if (isShowing(minutes[i]!)) return minutes[i]!.instant;
  return Infinity;
}

const daysWritten = new WeakMap<readonly WallMinute[], ReadonlyMap<string, number>>();

/** The written days in order, each with the index of its first minute. */
function daysOf(minutes: readonly WallMinute[]): ReadonlyMap<string, number> {
  const known = daysWritten.get(minutes);
  if (known !== undefined) return known;
  const days = new Map<string, number>();
  for (const [i, { day }] of minutes.entries()) if (!days.has(day)) days.set(day, i);
  daysWritten.set(minutes, days);
  return days;
}

type HoursOfDay = readonly (readonly [string, string])[];
export interface ExceptionalDay {
  readonly date: string;
  readonly hours: HoursOfDay;
}

/** Opening hours taken minute by minute: the set of open minutes among those written. */
export function openMinutes(
  minutes: readonly WallMinute[],
  hours: Readonly<Record<string, HoursOfDay>>,
  exceptions: readonly ExceptionalDay[] = [],
): ReadonlySet<Instant> {
  const open = new Set<Instant>();
  const end = minutes.at(-1)!.instant;
  for (const [day, first] of daysOf(minutes)) {
    const weekly = hours[minutes[first]!.weekday] ?? [];
    for (const [opens, closes] of exceptions.findLast(({ date }) => date === day)?.hours ?? weekly) {
      if (opens === closes) continue;
      const opensMinute = clockMinute(opens);
      const closesMinute = clockMinute(closes);
      const from = firstMinuteShowing(minutes, day, opensMinute);
      const until =
        closesMinute === 1440 || closesMinute < opensMinute
          ? firstMinuteShowing(minutes, dayAfter(day), closesMinute % 1440)
          : firstMinuteShowing(minutes, day, closesMinute);
      for (let minute = from; minute < until && minute <= end; minute += minuteMs) open.add(minute);
    }
  }
  return open;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + 1440 * minuteMs).toISOString().slice(0, 10);
}

function clockMinute(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
