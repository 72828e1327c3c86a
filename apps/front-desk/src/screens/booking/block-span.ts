import { longestBookingMs } from '@holdfast/domain/booking-time';
import { addDays, dayOf } from '@holdfast/domain/opening-hours';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import { instantOf } from '../opening.ts';
import { chosenOf, startsAt } from './typed-times.ts';

/** A quarter of a year, as far ahead as anybody waits: more is a typing error in the date. */
export const blockDaysMax = 92;
/** Resources that one block may name (`packages/protocol/src/command-args.ts`). */
const resourcesMax = 8;

/**
 * What is typed: `until` is the last day where one was picked; without, an end at or before the start is the next day's.
 * `fromWhich` and `toWhich` choose between the two showings of a time that a clock change repeats.
 */
export interface TypedSpan {
  day: string;
  from: string;
  fromWhich?: number;
  until: string | null;
  to: string;
  toWhich?: number;
}

export interface BlockSpan extends TimeRange {
  /** What the two typed times may mean, never empty. */
  starts: readonly number[];
  ends: readonly number[];
}

export function spanOfBlock({ day, from, fromWhich = 0, until, to, toWhich = 0 }: TypedSpan, zone: string): BlockSpan {
  const starts = startsAt(day, from, zone);
  const start = chosenOf(starts, fromWhich);
  const ends = until === null || until === day ? nextAfter(start, day, to, zone) : startsAt(until, to, zone);
  return { start, end: chosenOf(ends, toWhich), starts, ends };
}

function nextAfter(start: number, day: string, to: string, zone: string): readonly number[] {
  const sameDay = startsAt(day, to, zone).filter((at) => at > start);
  return sameDay.length > 0 ? sameDay : startsAt(addDays(day, 1), to, zone);
}

/** The local days a span lies on, in order; a span that ends at midnight does not lie on the next. */
export function daysOfBlock({ start, end }: TimeRange, zone: string): string[] {
  const days: string[] = [];
  const last = dayOf(end - 1, zone);
  for (let day = dayOf(start, zone); day <= last && days.length <= blockDaysMax; day = addDays(day, 1)) days.push(day);
  return days;
}

export interface BlockPiece extends TimeRange {
  resourceIds: string[];
}

/** As the blocks it takes: one is at most a week, on at most eight resources. Cut at midnight, one after the other without a gap. */
export function piecesOfBlock(span: TimeRange, resourceIds: readonly string[], zone: string): BlockPiece[] {
  const pieces: BlockPiece[] = [];
  for (let { start } = span; start < span.end; ) {
    const end = [span.end, midnightAfter(start, 7, zone), midnightAfter(start, 6, zone)].find((candidate) => durationMs({ start, end: candidate }) <= longestBookingMs) ?? span.end;
    for (let first = 0; first < resourceIds.length; first += resourcesMax) pieces.push({ start, end, resourceIds: resourceIds.slice(first, first + resourcesMax) });
    start = end;
  }
  return pieces;
}

function midnightAfter(instant: number, days: number, zone: string): number {
  return instantOf(addDays(dayOf(instant, zone), days), '00:00', zone);
}
