import { showingsOf } from '@holdfast/domain/shown-twice';
import { words } from './words.ts';

/** Paints instants in the location's zone, whatever zone the browser is in. */
export interface Clock {
  readonly timeZone: string;
  /** `10:42`; of a time that the clock shows twice that night `01:30 BST`. */
  time(instant: number): string;
  /** `10:42`, whichever of two it is: as it is typed. */
  wall(instant: number): string;
  /** `BST` of an instant whose time the clock shows twice that night; null of any other. */
  periodIfTwice(instant: number): string | null;
  /** `10:00–11:00` */
  range(start: number, end: number): string;
  /** `Sat 14 Nov`, with the year when it is not this one. */
  date(instant: number): string;
  /** `London time`, or null where the browser shares the zone's wall clock at that instant. */
  foreignZone(instant: number): string | null;
}

const clocks = new Map<string, Clock>();

export function clockOf(timeZone: string): Clock {
  let clock = clocks.get(timeZone);
  if (clock === undefined) clocks.set(timeZone, (clock = createClock(timeZone)));
  return clock;
}

/** `New York` of `America/New_York`. */
export const placeOf = (timeZone: string): string => timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone;

function createClock(timeZone: string): Clock {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(words.locale, { timeZone, ...options });
  const hours = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = format({ weekday: 'short', day: 'numeric', month: 'short' });
  const dateWithYear = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const year = format({ year: 'numeric' });
  const period = format({ timeZoneName: 'short' });
  const wall = (instant: number) => hours.format(instant);
  const periodIfTwice = (instant: number) =>
    showingsOf(instant, timeZone).length === 1 ? null : (period.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? null);
  const time = (instant: number) => {
    const which = periodIfTwice(instant);
    return which === null ? wall(instant) : `${wall(instant)} ${which}`;
  };
  return {
    timeZone,
    time,
    wall,
    periodIfTwice,
    range: (start, end) => `${time(start)}–${time(end)}`,
    date: (instant) => (year.format(instant) === year.format(Date.now()) ? date : dateWithYear).format(instant).replace(',', ''),
    foreignZone: (instant) => {
      const here = Temporal.Instant.fromEpochMilliseconds(instant);
      const browserZone = Temporal.Now.timeZoneId();
      if (here.toZonedDateTimeISO(browserZone).offset === here.toZonedDateTimeISO(timeZone).offset) return null;
      return words.zoneTime(placeOf(timeZone));
    },
  };
}

/** Days are wall dates, so they are formatted at noon UTC, where no zone shifts them. */
const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);
const dayFormat = (options: Intl.DateTimeFormatOptions) => {
  let made: Intl.DateTimeFormat | undefined;
  return (day: string) => (made ??= new Intl.DateTimeFormat(words.locale, { timeZone: 'UTC', ...options })).format(noon(day)).replace(',', '');
};

/** `Saturday 21 November` */
export const longDay = dayFormat({ weekday: 'long', day: 'numeric', month: 'long' });
/** `Saturday 21 November 2026` */
export const fullDay = dayFormat({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
/** `Sat 21 Nov` */
export const shortDay = dayFormat({ weekday: 'short', day: 'numeric', month: 'short' });
/** `Saturday` */
export const weekdayOf = dayFormat({ weekday: 'long' });
/** `November 2026` */
export const monthOf = dayFormat({ month: 'long', year: 'numeric' });

const weekday = new Intl.DateTimeFormat(words.locale, { weekday: 'short', timeZone: 'UTC' });
/** `Mon` … `Sun`: 2024-01-01 was a Monday. Made once: seven formats cost a millisecond in every paint. */
const weekdays = Array.from({ length: 7 }, (_, index) => weekday.format(Date.UTC(2024, 0, 1 + index)));
export const weekdayNames = (): string[] => weekdays;
