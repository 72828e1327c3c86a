import type { ResourceRow } from '@holdfast/protocol/rows';
import { useEffectEvent, useLayoutEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import type { BoardEntry } from './column-items.ts';
import { words } from '../../words/words.ts';
import { useClock } from '../desk-context.tsx';
import { itemAt, moveCursor, type Cursor, type CursorField, type CursorKey } from './board-cursor.ts';
import { topOf, type BoardScale } from './board-scale.ts';

interface Options {
  scroller: RefObject<HTMLElement | null>;
  layer: RefObject<HTMLElement | null>;
  columns: ReadonlyMap<string, readonly BoardEntry[]>;
  resources: readonly ResourceRow[];
  scale: BoardScale;
  stepMinutes: number;
  columnWidth: number;
  /** Of the hours beside the columns, in px. */
  gutter: number;
  startAt: number;
  day: string;
  /** Whether a column may be booked at an instant; why not otherwise. */
  stateAt(resourceId: string, at: number): 'free' | 'closed' | 'off';
  onCreate(start: number, resourceId: string): void;
}

interface BoardCursor {
  column: number;
  /** The item it is on, null on a free place. */
  focus: { resourceId: string; key: string } | null;
  /** The free place it is on, null on an item. */
  cell: ReactNode;
  onKeyDown(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  onBlur(): void;
}

const cursorKeys = new Set<string>(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']);
const isCursorKey = (key: string): key is CursorKey => cursorKeys.has(key);

/** Roving focus: the board is one stop for Tab, arrows move inside it. */
export function useBoardCursor(options: Options): BoardCursor {
  const { scroller, layer, columns, resources, scale, stepMinutes, columnWidth, gutter, startAt, onCreate, day, stateAt } = options;
  const clock = useClock();
  const [moved, setMoved] = useState<(Cursor & { day: string }) | null>(null);
  const follow = useRef(false);
  // React tells no blur while it takes elements away itself: true means the person did not leave.
  const focused = useRef(false);
  /** The item that has the focus, or had it last. */
  const last = useRef<string | null>(null);
  /** On its way to where that item is now. */
  const going = useRef(false);
  const step = stepMinutes * 60_000;
  const start = scale.range.start + Math.floor((Math.min(Math.max(startAt, scale.range.start), scale.range.end - step) - scale.range.start) / step) * step;
  // A room may be gone since.
  const cursor: Cursor = moved !== null && moved.day === day ? { column: Math.min(moved.column, Math.max(0, resources.length - 1)), at: moved.at } : { column: 0, at: start };
  const field: CursorField = { columns: resources.map((resource) => columns.get(resource.id) ?? []), range: scale.range, stepMinutes };
  const item = itemAt(field, cursor);
  const resource = resources[cursor.column];

  function placeOf(key: string | null): Cursor | null {
    // The same booking may stand in several columns: in the one it was picked in, if it is still there.
    for (const column of [cursor.column, ...field.columns.keys()]) {
      const entry = field.columns[column]?.find((candidate) => candidate.key === key);
      if (entry !== undefined) return { column, at: entry.start };
    }
    return null;
  }

  // What has the focus was put elsewhere: the cursor goes along, or the next key would mean something else.
  const goAlong = useEffectEvent(() => {
    const to = focused.current && !follow.current && last.current !== item?.key ? placeOf(last.current) : null;
    if (to === null || (to.column === cursor.column && to.at === cursor.at)) return;
    going.current = true;
    setMoved({ ...to, day });
  });
  useLayoutEffect(() => goAlong(), [columns]);

  // Before the next key can come: the cursor's column is always drawn, so its target is there in this very commit.
  useLayoutEffect(() => {
    // What had the focus went away with this commit; beside the board the arrows would show another day.
    const dropped = focused.current && document.activeElement === document.body;
    const goes = going.current;
    going.current = false;
    if (goes || (!follow.current && !dropped)) return;
    const view = scroller.current;
    const left = cursor.column * columnWidth;
    const room = (view?.clientWidth ?? 0) - gutter;
    // With the column before it, where two find room: a phone shows one.
    const before = room < 2 * columnWidth ? 0 : columnWidth;
    if (follow.current && view !== null && (left < view.scrollLeft || left + columnWidth > view.scrollLeft + room)) view.scrollTo({ left: Math.max(0, left - before) });
    layer.current?.querySelector<HTMLElement>('[data-key][tabindex="0"], .board-cell[tabindex="0"]')?.focus({ preventScroll: !follow.current });
    follow.current = false;
  });

  function onKeyDown(event: KeyboardEvent) {
    if (!isCursorKey(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    follow.current = true;
    setMoved({ ...moveCursor(field, cursor, event.key), day });
  }

  /** A click or Tab into an item takes the cursor along. */
  function onFocus(event: FocusEvent) {
    focused.current = true;
    const element = event.target instanceof HTMLElement ? event.target : null;
    last.current = element?.dataset['key'] ?? null;
    const column = resources.findIndex((candidate) => candidate.id === element?.dataset['resource']);
    const entered = field.columns[column]?.find((candidate) => candidate.key === element?.dataset['key']);
    // The same booking may stand in several columns.
    if (entered !== undefined && (entered !== item || column !== cursor.column)) setMoved({ column, at: entered.start, day });
  }

  function onBlur() {
    focused.current = false;
  }

  const cellWord = ({ id, name }: ResourceRow, at: number): string => {
    const state = stateAt(id, at);
    const say = state === 'free' ? words.board.freeCell : state === 'closed' ? words.board.closedCell : words.board.offCell;
    return say(name, clock.time(at));
  };
  const cell =
    item !== null || resource === undefined ? null : (
      <button
        type="button"
        className="board-cell"
        data-resource={resource.id}
        tabIndex={0}
        aria-label={cellWord(resource, cursor.at)}
        style={{ left: cursor.column * columnWidth, width: columnWidth, top: topOf(scale, cursor.at), height: step / 60_000 * scale.pxPerMinute }}
        onClick={(event) => {
          event.stopPropagation();
          onCreate(cursor.at, resource.id);
        }}
      >
        <span>{words.board.newAt(clock.time(cursor.at))}</span>
      </button>
    );
  return { column: cursor.column, focus: item === null || resource === undefined ? null : { resourceId: resource.id, key: item.key }, cell, onKeyDown, onFocus, onBlur };
}
