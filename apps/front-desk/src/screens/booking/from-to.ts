import type { TimeRange } from '@holdfast/domain/time-range';
import type { Clock } from '../../words/clock.ts';

/** A change of time as two texts, each with its date where the day changed as well: `10:00–11:00`, `Wed 25 Nov 10:00–11:00`. */
export function rangesFromTo(from: TimeRange, to: TimeRange, clock: Clock): [string, string] {
  return dated(from, to, clock, ({ start, end }) => clock.range(start, end));
}

/** The same with starts alone: `10:00`, `Wed 25 Nov 10:00`. */
export function startsFromTo(from: TimeRange, to: TimeRange, clock: Clock): [string, string] {
  return dated(from, to, clock, ({ start }) => clock.time(start));
}

/** Where something goes, with the date where that is another day than it was on. */
export function rangeSince(from: TimeRange, to: TimeRange, clock: Clock): string {
  return rangesFromTo(from, to, clock)[1];
}

function dated(from: TimeRange, to: TimeRange, clock: Clock, said: (range: TimeRange) => string): [string, string] {
  const [before, after] = [clock.date(from.start), clock.date(to.start)];
  return before === after ? [said(from), said(to)] : [`${before} ${said(from)}`, `${after} ${said(to)}`];
}
