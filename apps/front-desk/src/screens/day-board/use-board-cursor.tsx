import type { ResourceRow } from '@holdfast/protocol/rows';
import { useEffect, useRef, useState, type FocusEvent, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
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
  startAt: number;
  day: string;
  /** Whether a column may be booked at an instant; why not otherwise. */
  stateAt(resourceId: string, at: number): 'free' | 'closed' | 'off';
  onCreate(start: number, resourceId: string): void;
}

const cursorKeys = new Set<string>(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']);
const isCursorKey = (key: string): key is CursorKey => cursorKeys.has(key);

/** Roving focus: the board is one stop for Tab, arrows move inside it. */
export function useBoardCursor(options: Options): { focus: { resourceId: string; key: string } | null; cell: ReactNode; onKeyDown(event: KeyboardEvent): void; onFocus(event: FocusEvent): void } {
  const { scroller, layer, columns, resources, scale, stepMinutes, columnWidth, startAt, onCreate, day, stateAt } = options;
  const clock = useClock();
  const [moved, setMoved] = useState<(Cursor & { day: string }) | null>(null);
  const follow = useRef(false);
  const step = stepMinutes * 60_000;
  const start = scale.range.start + Math.floor((Math.min(Math.max(startAt, scale.range.start), scale.range.end - step) - scale.range.start) / step) * step;
  const cursor: Cursor = moved !== null && moved.day === day ? moved : { column: 0, at: start };
  const field: CursorField = { columns: resources.map((resource) => columns.get(resource.id) ?? []), range: scale.range, stepMinutes };
  const item = itemAt(field, cursor);
  const resource = resources[cursor.column];

  useEffect(() => {
    if (!follow.current) return;
    const view = scroller.current;
    const left = cursor.column * columnWidth;
    if (view !== null && (left < view.scrollLeft || left + columnWidth > view.scrollLeft + view.clientWidth - 52)) view.scrollTo({ left: Math.max(0, left - columnWidth) });
    // A column that was not rendered appears with the scroll; focus follows in the frame after.
    const focus = () => {
      const target = layer.current?.querySelector<HTMLElement>('[data-key][tabindex="0"], .board-cell[tabindex="0"]');
      target?.focus({ preventScroll: false });
      return target !== null && target !== undefined;
    };
    if (focus()) follow.current = false;
    else requestAnimationFrame(() => { follow.current = !focus(); });
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
    const element = event.target instanceof HTMLElement ? event.target : null;
    const column = resources.findIndex((candidate) => candidate.id === element?.dataset['resource']);
    const focused = field.columns[column]?.find((candidate) => candidate.key === element?.dataset['key']);
    if (focused !== undefined && focused !== item) setMoved({ column, at: focused.start, day });
    else if (focused !== undefined && column !== cursor.column) setMoved({ column, at: focused.start, day });
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
  return { focus: item === null || resource === undefined ? null : { resourceId: resource.id, key: item.key }, cell, onKeyDown, onFocus };
}
