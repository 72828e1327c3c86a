import { useCallback, useSyncExternalStore, type RefObject } from 'react';
import { visibleColumns, type VisibleColumns } from './visible-columns.ts';

/** Which columns to draw. Renders again only when a column comes into view or leaves it, not on every scroll event. */
export function useVisibleColumns(scroller: RefObject<HTMLElement | null>, columnWidth: number, count: number): VisibleColumns {
  const subscribe = useCallback(
    (listener: () => void) => {
      const element = scroller.current;
      if (element === null) return () => undefined;
      const observer = new ResizeObserver(listener);
      observer.observe(element);
      element.addEventListener('scroll', listener, { passive: true });
      return () => {
        observer.disconnect();
        element.removeEventListener('scroll', listener);
      };
    },
    [scroller],
  );
  // A string, so that an equal range is the same snapshot.
  const snapshot = useSyncExternalStore(subscribe, () => {
    const element = scroller.current;
    const { from, to, shown } = visibleColumns(element?.scrollLeft ?? 0, element?.clientWidth ?? window.innerWidth, columnWidth, count);
    return `${from} ${to} ${shown}`;
  });
  const [from = 0, to = 0, shown = 0] = snapshot.split(' ').map(Number);
  return { from, to, shown };
}
