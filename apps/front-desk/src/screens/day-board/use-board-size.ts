import type { TimeRange } from '@holdfast/domain/time-range';
import { useCallback, useLayoutEffect, useMemo, useState, type RefObject } from 'react';
import type { BoardItem } from '../../desk.ts';
import { readSetting, writeSetting } from '../../design/device-setting.ts';
import { dayOf } from '@holdfast/domain/opening-hours';
import { useCatalogue, useDayBoard } from '../desk-context.tsx';
import { boardRange } from './board-scale.ts';
import { isOnBoard } from './column-items.ts';

const hourMs = 3_600_000;
/** Px of an hour. */
const zooms = [44, 56, 64, 84, 112, 152, 208];
/** Columns narrower than this cut names; then all get the comfortable width and the board scrolls. */
const leastColumn = 96;
const comfortableColumn = 148;
/** Below this the board shows one column at a time. */
const singleBelow = 560;

export interface BoardSize {
  gutter: number;
  columnWidth: number;
  single: boolean;
  range: TimeRange;
  pxPerHour: number;
  zoom(by: 1 | -1): void;
}

/** How wide columns and how tall hours are: filled where there is room, scrolled where there is not. */
export function useBoardSize(scroller: RefObject<HTMLElement | null>, columns: number, gridMinutes: number, items: readonly BoardItem[], day: TimeRange, open: readonly TimeRange[]): BoardSize {
  const [box, setBox] = useState({ width: 0, height: 0 });
  const settingKey = `zoom.${gridMinutes}`;
  const [level, setLevel] = useState(() => storedLevel(settingKey) ?? (gridMinutes <= 5 ? 5 : gridMinutes <= 10 ? 4 : 2));
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setBox({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const range = boardRange(day, open, items.filter(isOnBoard));
  const single = box.width > 0 && box.width < singleBelow;
  const gutter = 52;
  const room = Math.max(0, box.width - gutter);
  const shared = room / Math.max(1, columns);
  const columnWidth = box.width === 0 ? comfortableColumn : single ? room : shared >= leastColumn ? shared : comfortableColumn;
  const fill = (box.height - 46) / ((range.end - range.start) / hourMs);
  const zoom = useCallback(
    (by: 1 | -1) => {
      const next = Math.min(zooms.length - 1, Math.max(0, level + by));
      setLevel(next);
      writeSetting(settingKey, String(next));
    },
    [level, settingKey],
  );
  return { gutter, columnWidth, single, range, pxPerHour: Math.max(zooms[level] ?? 64, Math.floor(fill)), zoom };
}

function storedLevel(key: string): number | null {
  const stored = readSetting(key);
  return stored !== null && /^[0-6]$/.test(stored) ? Number(stored) : null;
}

/** The day's items, and of the next day those that lie in opening hours which run past midnight. */
export function useBoardItems(day: string, whole: TimeRange, open: readonly TimeRange[]): { items: readonly BoardItem[]; loaded: boolean } {
  const zone = useCatalogue().location.timeZone;
  const board = useDayBoard(day);
  const nightEnd = Math.max(whole.end, ...open.map((hours) => hours.end));
  const next = useDayBoard(nightEnd > whole.end ? dayOf(whole.end, zone) : day);
  const items = useMemo(() => {
    if (next === board) return board.items;
    const known = new Set(board.items.map((item) => item.key));
    return [...board.items, ...next.items.filter((item) => item.start < nightEnd && !known.has(item.key))];
  }, [board, next, nightEnd]);
  return { items, loaded: board.loaded };
}
