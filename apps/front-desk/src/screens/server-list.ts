import { useCallback, useEffect, useState } from 'react';
import { useDesk, useReadable } from './desk-context.tsx';

/** Something that the server keeps and this computer does not. Offline the last of it stands, and says so. */
export type ServerList<T> = { state: 'loading' } | { state: 'away' } | { state: 'loaded'; rows: readonly T[]; fresh: boolean };

/** It changes without this computer's doing: looked at again this often. */
const againMs = 15_000;

/** Reads when shown, when `moved` is another, when something sent from here was answered, and every now and then. */
export function useServerList<T>(read: () => Promise<readonly T[]>, moved: unknown): { list: ServerList<T>; again(): void } {
  const desk = useDesk();
  const { state, waiting } = useReadable(desk.connection);
  const offline = state === 'offline';
  const [rows, setRows] = useState<readonly T[] | null>(null);
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
  const list: ServerList<T> = rows !== null ? { state: 'loaded', rows, fresh: !offline && !failed } : offline || failed ? { state: 'away' } : { state: 'loading' };
  return { list, again: useCallback(() => setAsked((count) => count + 1), []) };
}
