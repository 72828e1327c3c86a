import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';

const hourMs = 60 * minuteMs;

/** Where instants are on the board: by elapsed time, so a day of 23 or 25 hours is drawn as long as it is. */
export interface BoardScale {
  readonly range: TimeRange;
  readonly pxPerMinute: number;
  readonly height: number;
}

export function boardScale(range: TimeRange, pxPerHour: number): BoardScale {
  const pxPerMinute = pxPerHour / 60;
  return { range, pxPerMinute, height: Math.round(((range.end - range.start) / minuteMs) * pxPerMinute) };
}

export function topOf(scale: BoardScale, instant: number): number {
  return ((instant - scale.range.start) / minuteMs) * scale.pxPerMinute;
}

export function instantAt(scale: BoardScale, top: number): number {
  return scale.range.start + (top / scale.pxPerMinute) * minuteMs;
}

/** The hours in view: opening hours with an hour of margin, widened to whatever lies outside them. */
export function boardRange(day: TimeRange, open: readonly TimeRange[], items: readonly TimeRange[]): TimeRange {
  const fallback = { start: day.start + 8 * hourMs, end: day.start + 18 * hourMs };
  const opens = open.length === 0 ? fallback : { start: Math.min(...open.map((range) => range.start)), end: Math.max(...open.map((range) => range.end)) };
  const latest = Math.max(day.end, opens.end);
  let start = opens.start - hourMs;
  let end = opens.end + hourMs;
  for (const item of items) {
    start = Math.min(start, item.start);
    end = Math.max(end, item.end);
  }
  const down = day.start + Math.floor((start - day.start) / hourMs) * hourMs;
  const up = day.start + Math.ceil((end - day.start) / hourMs) * hourMs;
  return { start: Math.max(day.start, down), end: Math.min(latest, up) };
}

/** Every full hour in view. Elapsed hours, so the hour that a clock change repeats is there twice. */
export function hourMarks(range: TimeRange): number[] {
  const marks: number[] = [];
  for (let at = range.start; at <= range.end; at += hourMs) marks.push(at);
  return marks;
}

/** Labels are 16 px tall; the last two are their own empty edge. */
const labelPx = 14;

/** Whether the label of an hour would show from under that of the time it is. */
export function isUnderNow(scale: BoardScale, hour: number, now: number): boolean {
  return isInView(scale, now) && Math.abs(topOf(scale, hour) - topOf(scale, now)) < labelPx;
}

export function isInView({ range }: BoardScale, instant: number): boolean {
  return range.start <= instant && instant <= range.end;
}

/** What is left of `within` outside `open`: drawn hatched. */
export function closedRanges(within: TimeRange, open: readonly TimeRange[]): TimeRange[] {
  const closed: TimeRange[] = [];
  let from = within.start;
  for (const range of [...open].sort((a, b) => a.start - b.start)) {
    if (range.start > from) closed.push({ start: from, end: Math.min(range.start, within.end) });
    from = Math.max(from, range.end);
  }
  if (from < within.end) closed.push({ start: from, end: within.end });
  return closed.filter((range) => range.end > range.start);
}

/** The nearest step of the grid, counted from the day's start so that local quarter hours are hit. */
export function snap(instant: number, stepMinutes: number, dayStart: number): number {
  const step = stepMinutes * minuteMs;
  return dayStart + Math.round((instant - dayStart) / step) * step;
}
