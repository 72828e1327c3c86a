import { useEffect, useRef, type RefObject } from 'react';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from '../../desk.ts';
import type { Selected } from '../shell/view.ts';
import { topOf, type BoardScale } from './board-scale.ts';
import { bringIntoView } from './into-view.ts';

interface Board {
  scroller: RefObject<Element | null>;
  day: string;
  items: readonly BoardItem[];
  resources: readonly ResourceRow[];
  scale: BoardScale;
  columnWidth: number;
  gutter: number;
}

/**
 * Brings what was chosen beside the board (in a search, a list, a form) into view once it is there: below the edge it looks
 * as if it were not. `chosen`: another object each time, so that the same booking can be looked for again.
 */
export function useReveal(chosen: Selected | null, { scroller, day, items, resources, scale, columnWidth, gutter }: Board): void {
  const shown = useRef<Selected | null>(null);
  useEffect(() => {
    if (chosen === null || chosen === shown.current || chosen.day !== day) return;
    const item = items.find(({ kind, id }) => kind === chosen.kind && id === chosen.id);
    const column = resources.findIndex(({ id }) => item?.resourceIds.includes(id));
    if (item === undefined || column < 0) return;
    shown.current = chosen;
    const spot = { left: column * columnWidth, top: topOf(scale, item.start) };
    // The frame of what was just booked comes first: this asks the page for its layout.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (scroller.current !== null) bringIntoView(scroller.current, spot, { columnWidth, gutter });
      }),
    );
  }, [chosen, scroller, day, items, resources, scale, columnWidth, gutter]);
}
