import { fromWire } from '@holdfast/domain/instant';
import { isSameWallClock } from '@holdfast/domain/time-zone';
import { clockTime } from './clock-time.ts';
import { localTime } from './local-time.ts';

/** One time on the clocks of both sides. */
export interface TwoClocks {
  /** RFC 3339 in UTC. */
  utc: { start: string; end: string };
  location: WallClock;
  customer: WallClock;
}

export interface WallClock {
  /** IANA zone. */
  timeZone: string;
  /** RFC 3339 with the zone's offset. */
  start: string;
  end: string;
  /** To be read out: `Sat 21 Nov 2026, 15:00–16:00`, with both dates where midnight lies between. Of a time that is there twice, which. */
  text: string;
}

/**
 * Both clocks where they differ at the start or the end (RFC 3339): most customers live where they book, and one time
 * twice says nothing. `{}` where they do not, or where nobody knows the customer's.
 */
export function clocksWhereTheyDiffer(
  { start, end }: { start: string; end: string },
  timeZone: string,
  customerTimeZone: string | null | undefined,
): { clocks?: TwoClocks } {
  if (customerTimeZone == null || isSameWallClock([fromWire(start), fromWire(end)], timeZone, customerTimeZone)) return {};
  const on = (zone: string): WallClock => ({
    timeZone: zone,
    start: localTime(start, zone),
    end: localTime(end, zone),
    text: readOut(fromWire(start), fromWire(end), zone),
  });
  return { clocks: { utc: { start, end }, location: on(timeZone), customer: on(customerTimeZone) } };
}

function readOut(start: number, end: number, timeZone: string): string {
  const date = dateFormat(timeZone);
  const [first, last] = [start, end].map((instant) => date.format(instant).replace(',', ''));
  const [from, to] = [clockTime(start, timeZone), clockTime(end, timeZone)];
  return first === last ? `${first}, ${from}–${to}` : `${first}, ${from} – ${last}, ${to}`;
}

/** Making a format costs more than fifty uses of it. There are some 600 zones, so this stays small. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(timeZone: string): Intl.DateTimeFormat {
  let made = dateFormats.get(timeZone);
  if (!made) {
    made = new Intl.DateTimeFormat('en-GB', { timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
    dateFormats.set(timeZone, made);
  }
  return made;
}
