import { useCallback, useEffect, useState } from 'react';
import type { Message } from '../../desk.ts';
import { useDesk, useReadable } from '../desk-context.tsx';

export type Messages = { state: 'loading' } | { state: 'away' } | { state: 'loaded'; messages: readonly Message[] };

/** Offers come and go by themselves: looked at again this often while somebody looks. */
const againMs = 15_000;

/** Whom to tell, as the server has it: read when shown, when the list moves, and every now and then. */
export function useMessages(): { log: Messages; again(): void } {
  const desk = useDesk();
  const { state, waiting } = useReadable(desk.connection);
  const offline = state === 'offline';
  const waitlist = useReadable(desk.waitlist);
  const [log, setLog] = useState<Messages>({ state: 'loading' });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (offline) return;
    let current = true;
    const read = () =>
      desk.messages().then(
        (messages) => current && setLog({ state: 'loaded', messages }),
        () => current && setLog((known) => (known.state === 'loaded' ? known : { state: 'away' })),
      );
    void read();
    const timer = setInterval(() => void read(), againMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
    // What was just sent from here may have somebody told: read again when it is answered.
  }, [desk, offline, waiting, waitlist, asked]);
  return { log: offline ? { state: 'away' } : log, again: useCallback(() => setAsked((count) => count + 1), []) };
}
