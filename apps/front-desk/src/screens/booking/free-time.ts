import { overlaps, type TimeRange } from '@holdfast/domain/time-range';

/** The most occupants at any moment of `within`. */
export function peak(busy: readonly TimeRange[], within: TimeRange): number {
  const edges = busy
    .filter((range) => overlaps(range, within))
    .flatMap((range) => [
      { at: range.start, step: 1 },
      { at: range.end, step: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.step - b.step);
  let now = 0;
  let most = 0;
  for (const edge of edges) {
    now += edge.step;
    most = Math.max(most, now);
  }
  return most;
}

/** Whether one more fits: fewer occupants than lanes throughout. */
export function fits(busy: readonly TimeRange[], capacity: number, span: TimeRange): boolean {
  return peak(busy, span) < capacity;
}

/** The stretches of `within` in which fewer than `capacity` occupants are there. */
export function freeRanges(busy: readonly TimeRange[], capacity: number, within: TimeRange): TimeRange[] {
  const cuts = new Set([within.start, within.end]);
  for (const range of busy) {
    for (const at of [range.start, range.end]) if (at > within.start && at < within.end) cuts.add(at);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const free: TimeRange[] = [];
  for (let index = 0; index + 1 < sorted.length; index += 1) {
    const piece = { start: sorted[index] ?? 0, end: sorted[index + 1] ?? 0 };
    if (!fits(busy, capacity, piece)) continue;
    const last = free.at(-1);
    if (last !== undefined && last.end === piece.start) free[free.length - 1] = { start: last.start, end: piece.end };
    else free.push(piece);
  }
  return free;
}

/** `busy` without one occurrence of `own`: a booking never stands in its own way. */
export function withoutOwn(busy: readonly TimeRange[], own: TimeRange): TimeRange[] {
  const index = busy.findIndex((range) => range.start === own.start && range.end === own.end);
  return index === -1 ? [...busy] : busy.toSpliced(index, 1);
}
