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
