import { occupiesTime } from '@holdfast/domain/booking-status';
import type { BoardItem } from '../../desk.ts';

/** A cancelled or missed booking has given its time back; search and Details still know it. */
export function isOnBoard(item: BoardItem): boolean {
  if (item.kind === 'booking') return item.certainty === 'refused' || occupiesTime(item.row.status);
  return item.kind === 'hold' ? item.row.status === 'active' : !item.row.removed;
}

/**
 * Items by column. A column whose items did not change keeps its array, so that memoised columns do not
 * render when another column does.
 */
export function itemsByColumn(
  items: readonly BoardItem[],
  previous: ReadonlyMap<string, readonly BoardItem[]>,
): Map<string, readonly BoardItem[]> {
  const next = new Map<string, BoardItem[]>();
  for (const item of items) {
    if (!isOnBoard(item)) continue;
    for (const resourceId of item.resourceIds) {
      const column = next.get(resourceId);
      if (column === undefined) next.set(resourceId, [item]);
      else column.push(item);
    }
  }
  const kept = new Map<string, readonly BoardItem[]>();
  for (const [resourceId, column] of next) {
    const before = previous.get(resourceId);
    const same = before !== undefined && before.length === column.length && before.every((item, index) => item === column[index]);
    kept.set(resourceId, same ? before : column);
  }
  return kept;
}
