import { createContext, use, useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Catalogue, Desk, Readable } from '../desk.ts';
import { clockOf, type Clock } from '../words/clock.ts';

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = use(DeskContext);
  if (desk === null) throw new Error('A screen was rendered outside DeskContext.');
  return desk;
}

/** Rendered again whenever the readable changes, in the same tick: nothing stands between tap and paint. */
export function useReadable<T>(readable: Readable<T>): T {
  return useSyncExternalStore(readable.subscribe, readable.get);
}

export function useCatalogue(): Catalogue {
  return useReadable(useDesk().catalogue);
}

export function useClock(): Clock {
  return clockOf(useCatalogue().location.timeZone);
}

export function useDayBoard(day: string) {
  const desk = useDesk();
  return useReadable(useMemo(() => desk.day(day), [desk, day]));
}

/** The boards of several days, in their order. */
export function useDayBoards(days: readonly string[]) {
  const desk = useDesk();
  const key = days.join();
  return useReadable(useMemo(() => together(key.split(',').filter((day) => day !== '').map((day) => desk.day(day))), [desk, key]));
}

/** The same array until one of them changes. */
function together<T>(readables: readonly Readable<T>[]): Readable<readonly T[]> {
  let last: readonly T[] = [];
  return {
    get() {
      const now = readables.map((readable) => readable.get());
      if (now.length !== last.length || now.some((each, at) => each !== last[at])) last = now;
      return last;
    },
    subscribe(listener) {
      const stops = readables.map((readable) => readable.subscribe(listener));
      return () => stops.forEach((stop) => stop());
    },
  };
}

export function useBooking(bookingId: string) {
  const desk = useDesk();
  return useReadable(useMemo(() => desk.booking(bookingId), [desk, bookingId]));
}

/** The desk's time, cut to whole steps, so that a caller renders once a step. */
export function useNow(stepMs: number): number {
  const desk = useDesk();
  const subscribe = useCallback(
    (listener: () => void) => {
      const timer = setInterval(listener, Math.min(stepMs, 5_000));
      document.addEventListener('visibilitychange', listener);
      return () => {
        clearInterval(timer);
        document.removeEventListener('visibilitychange', listener);
      };
    },
    [stepMs],
  );
  return useSyncExternalStore(subscribe, () => Math.floor(desk.now() / stepMs) * stepMs);
}
