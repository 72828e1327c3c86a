import type { Instant } from './instant.ts';

/** A half-open span of time: `start` belongs to it, `end` does not. `start < end`. */
export interface TimeRange {
  readonly start: Instant;
  readonly end: Instant;
}

export function overlaps(a: TimeRange, b: TimeRange): boolean {
  return a.start < b.end && b.start < a.end;
}

export function contains(outer: TimeRange, inner: TimeRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Elapsed milliseconds, whatever the wall clock did meanwhile. */
export function durationMs(range: TimeRange): number {
  return range.end - range.start;
}

/** The same instants, sorted, as few ranges as possible: ranges that overlap or touch become one, empty ones vanish. */
export function merge(ranges: readonly TimeRange[]): TimeRange[] {
  const sorted = ranges.filter((range) => range.start < range.end).sort((a, b) => a.start - b.start);
  const merged: { start: Instant; end: Instant }[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && range.start <= last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ start: range.start, end: range.end });
  }
  return merged;
}

/** What is left of `open` when `busy` is taken away: sorted and merged. Neither needs to be sorted or disjoint. */
export function subtract(open: readonly TimeRange[], busy: readonly TimeRange[]): TimeRange[] {
  const taken = merge(busy);
  const left: TimeRange[] = [];
  let next = 0;
  for (const range of merge(open)) {
    let start = range.start;
    while (next < taken.length && taken[next]!.end <= start) next += 1;
    // A taken range may reach into the following open range too, so `next` itself stays where it is.
    for (let i = next; i < taken.length && taken[i]!.start < range.end; i += 1) {
      const { start: takenStart, end: takenEnd } = taken[i]!;
      if (start < takenStart) left.push({ start, end: takenStart });
      start = takenEnd;
    }
    if (start < range.end) left.push({ start, end: range.end });
  }
  return left;
}

/** The instants in both `a` and `b`: sorted and merged. Neither needs to be sorted or disjoint. */
export function intersect(a: readonly TimeRange[], b: readonly TimeRange[]): TimeRange[] {
  const [left, right] = [merge(a), merge(b)];
  const common: TimeRange[] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const shared = clip(left[i]!, right[j]!);
    if (shared !== null) common.push(shared);
    if (left[i]!.end < right[j]!.end) i += 1;
    else j += 1;
  }
  return common;
}

/** The part of `range` inside `within`, or null when they do not overlap. */
export function clip(range: TimeRange, within: TimeRange): TimeRange | null {
  const start = Math.max(range.start, within.start);
  const end = Math.min(range.end, within.end);
  return start < end ? { start, end } : null;
}
