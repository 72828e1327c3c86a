import { useCallback, useEffect, useState } from 'react';
import { useDesk, useReadable } from './desk-context.tsx';

/** Something that the server keeps. Offline the last of it stands, and says so. */
export type ServerList<T> = { state: 'loading' } | { state: 'away' } | { state: 'loaded'; rows: readonly T[]; fresh: boolean };

/** It changes without this computer's doing: looked at again this often. */
const againMs = 15_000;

/**
 * Reads when shown, when `moved` is another, when something sent from here was answered, and every now and then.
 * `last`: what it was before this page was loaded.
 */
export function useServerList<T>(read: () => Promise<readonly T[]>, moved: unknown, last?: () => Promise<readonly T[] | null>): { list: ServerList<T>; again(): void } {
  const desk = useDesk();
  const { state, waiting } = useReadable(desk.connection);
  const offline = state === 'offline';
  const [rows, setRows] = useState<readonly T[] | null>(null);
  const [kept, setKept] = useState<readonly T[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (offline) return;
    let current = true;
    const look = () =>
      read().then(
        (found) => {
          if (!current) return;
          setRows(found);
          setFailed(false);
        },
        () => current && setFailed(true),
      );
    void look();
    const timer = setInterval(() => void look(), againMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [read, offline, waiting, moved, asked]);
  useEffect(() => {
    let current = true;
    last?.().then(
      (found) => current && setKept(found),
      () => {}, // the disk will not say: as if nothing had been kept
    );
    return () => {
      current = false;
    };
  }, [last]);
  const away: ServerList<T> = kept === null ? { state: 'away' } : { state: 'loaded', rows: kept, fresh: false };
  const list: ServerList<T> = rows !== null ? { state: 'loaded', rows, fresh: !offline && !failed } : offline || failed ? away : { state: 'loading' };
  return { list, again: useCallback(() => setAsked((count) => count + 1), []) };
}
