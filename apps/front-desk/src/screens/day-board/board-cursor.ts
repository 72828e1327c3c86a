import type { TimeRange } from '@holdfast/domain/time-range';
import { minuteMs } from '@holdfast/domain/instant';
import type { BoardItem } from '../../desk.ts';

/** The one focusable place of the board: an item, or a free stretch of the grid. */
export interface Cursor {
  column: number;
  at: number;
}

export interface CursorField {
  columns: readonly (readonly BoardItem[])[];
  range: TimeRange;
  stepMinutes: number;
}

export function itemAt(field: CursorField, cursor: Cursor): BoardItem | null {
  return field.columns[cursor.column]?.find((item) => item.start <= cursor.at && cursor.at < item.end) ?? null;
}

export type CursorKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown';

/** Where a key takes the cursor. Up and down step over a whole item, so no key press stays inside one. */
export function moveCursor(field: CursorField, cursor: Cursor, key: CursorKey): Cursor {
  const step = field.stepMinutes * minuteMs;
  const last = field.range.end - step;
  const clamp = (at: number) => Math.min(last, Math.max(field.range.start, at));
  const here = itemAt(field, cursor);
  const up = (by: number) => {
    const from = here?.start ?? cursor.at;
    const aligned = Math.ceil((from - field.range.start) / step) * step + field.range.start;
    const above = previousEnd(field, cursor.column, from);
    // A gap shorter than a step is entered at the item above it, not jumped over.
    return above !== null && above.end > aligned - by ? above.start : aligned - by;
  };
  switch (key) {
    case 'ArrowUp':
      return { ...cursor, at: clamp(up(step)) };
    case 'ArrowDown': {
      const next = here?.end ?? Math.floor((cursor.at - field.range.start) / step) * step + field.range.start + step;
      const from = here?.start ?? cursor.at;
      const ahead = (field.columns[cursor.column] ?? [])
        .filter((item) => item.start > from && item.start < next)
        .sort((a, b) => a.start - b.start)[0];
      return { ...cursor, at: clamp(ahead?.start ?? next) };
    }
    case 'PageUp':
      return { ...cursor, at: clamp(cursor.at - 60 * minuteMs) };
    case 'PageDown':
      return { ...cursor, at: clamp(cursor.at + 60 * minuteMs) };
    case 'ArrowLeft':
      return { ...cursor, column: Math.max(0, cursor.column - 1) };
    case 'ArrowRight':
      return { ...cursor, column: Math.min(field.columns.length - 1, cursor.column + 1) };
    case 'Home':
      return { ...cursor, column: 0 };
    case 'End':
      return { ...cursor, column: field.columns.length - 1 };
  }
}

function previousEnd(field: CursorField, column: number, before: number): BoardItem | null {
  let found: BoardItem | null = null;
  for (const item of field.columns[column] ?? []) {
    if (item.end <= before && (found === null || item.end > found.end)) found = item;
  }
  return found;
}
