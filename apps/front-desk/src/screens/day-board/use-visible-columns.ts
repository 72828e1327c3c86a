import { useCallback, useRef, useSyncExternalStore, type RefObject } from 'react';
import { visibleColumns, type VisibleColumns } from './visible-columns.ts';

/** Which columns to draw. Renders again only when a column comes into view or leaves it, not on every scroll event. */
export function useVisibleColumns(scroller: RefObject<HTMLElement | null>, columnWidth: number, count: number): VisibleColumns {
  // Measured when it changes, not when it is asked for: React asks in every commit, and each answer from the
  // element would lay the page out anew (4 ms of a tap, measured with 300 items).
  const view = useRef({ scrolled: 0, width: window.innerWidth });
  const subscribe = useCallback((listener: () => void) => watch(scroller, view, listener), [scroller]);
  // A string, so that an equal range is the same snapshot.
  const snapshot = useSyncExternalStore(subscribe, () => {
    const { from, to, shown } = visibleColumns(view.current.scrolled, view.current.width, columnWidth, count);
    return `${from} ${to} ${shown}`;
  });
  const [from = 0, to = 0, shown = 0] = snapshot.split(' ').map(Number);
  return { from, to, shown };
}

interface View {
  scrolled: number;
  width: number;
}

/** Keeps `view` as the element is scrolled and resized, and tells `listener` each time. Returns what ends it. */
function watch(scroller: RefObject<HTMLElement | null>, view: RefObject<View>, listener: () => void): () => void {
  const element = scroller.current;
  if (element === null) return () => undefined;
  const measure = (): void => {
    view.current = { scrolled: element.scrollLeft, width: element.clientWidth };
    listener();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  element.addEventListener('scroll', measure, { passive: true });
  return () => {
    observer.disconnect();
    element.removeEventListener('scroll', measure);
  };
}
