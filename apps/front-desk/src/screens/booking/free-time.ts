import type { TimeRange } from '@holdfast/domain/time-range';
import { mostLanesTaken, type Occupation } from '../../occupation.ts';

/** The stretches of `within` in which so many lanes of a resource are free throughout. */
export function freeRanges(taken: readonly Occupation[], { capacity, lanes }: { capacity: number; lanes: number }, within: TimeRange): TimeRange[] {
  const cuts = new Set([within.start, within.end]);
  for (const range of taken) {
    for (const at of [range.start, range.end]) if (at > within.start && at < within.end) cuts.add(at);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  const free: TimeRange[] = [];
  for (let index = 0; index + 1 < sorted.length; index += 1) {
    const piece = { start: sorted[index] ?? 0, end: sorted[index + 1] ?? 0 };
    if (mostLanesTaken(taken, capacity, piece) + lanes > capacity) continue;
    const last = free.at(-1);
    if (last !== undefined && last.end === piece.start) free[free.length - 1] = { start: last.start, end: piece.end };
    else free.push(piece);
  }
  return free;
}
