import { minuteMs } from '@holdfast/domain/instant';
import { wallDayMs } from '@holdfast/domain/clock-period';
import type { TimeRange } from '@holdfast/domain/time-range';
import { instantOf } from '../opening.ts';
import type { DragTarget } from './drag-target.ts';

/**
 * The start nearest to a wished one that is in view. Only the start has to be: a booking may end after the hours in view
 * (past midnight where nobody ever closes), and one that lay outside them may stay where it was, at `from`.
 */
export function startInView(wished: number, range: TimeRange, stepMinutes: number, from = range.start): number {
  return Math.max(Math.min(range.start, from), Math.min(wished, Math.max(range.end - stepMinutes * minuteMs, from)));
}

/** The same place at the same time by the clock on another day, as long as before. Days are `YYYY-MM-DD`. */
export function onAnotherDay(target: DragTarget, from: string, to: string, timeZone: string): DragTarget {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / wallDayMs);
  const wall = Temporal.Instant.fromEpochMilliseconds(target.start).toZonedDateTimeISO(timeZone);
  const start = instantOf(wall.toPlainDate().add({ days }).toString(), wall.toPlainTime().toString(), timeZone);
  return { ...target, start, end: start + target.end - target.start };
}
