import type { TimeRange } from '@holdfast/domain/time-range';
import { minuteMs } from '@holdfast/domain/instant';
import { instantAt, snap, type BoardScale } from './board-scale.ts';
import { startInView } from './move-target.ts';

export interface Grip {
  mode: 'move' | 'resize';
  /** The booking as it lay when it was picked up. */
  from: TimeRange;
  /** Column it was picked up in. */
  fromColumn: number;
  /** Px from the booking's top edge to the pointer. */
  offset: number;
}

export interface DragTarget extends TimeRange {
  column: number;
}

/**
 * What the pointer points at: `x` and `y` are px inside the columns layer. A move keeps its length and its
 * start stays in view; a resize keeps its start and is never shorter than one step.
 */
export function dragTarget(grip: Grip, x: number, y: number, columnWidth: number, columns: number, scale: BoardScale, stepMinutes: number, dayStart: number): DragTarget {
  const column = Math.min(columns - 1, Math.max(0, Math.floor(x / columnWidth)));
  const step = stepMinutes * minuteMs;
  if (grip.mode === 'resize') {
    const end = snap(instantAt(scale, y), stepMinutes, dayStart);
    return { column: grip.fromColumn, start: grip.from.start, end: Math.max(grip.from.start + step, end) };
  }
  const length = grip.from.end - grip.from.start;
  const wished = snap(instantAt(scale, y - grip.offset), stepMinutes, dayStart);
  const start = startInView(wished, scale.range, stepMinutes, grip.from.start);
  return { column, start, end: start + length };
}
