import { useCallback } from 'react';
import type { Message } from '../../desk.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import { useServerList, type ServerList } from '../server-list.ts';

export interface ToTellLog {
  list: ServerList<Message>;
  again(): void;
}

/** Whom to tell, as the server has it: offers come and go by themselves. */
export function useMessages(): ToTellLog {
  const desk = useDesk();
  const read = useCallback(() => desk.messages(), [desk]);
  const last = useCallback(() => desk.lastMessages(), [desk]);
  return useServerList(read, useReadable(desk.waitlist), last);
}

/** What is still to tell. */
export function queuedOf({ list }: ToTellLog): Message[] {
  return list.state === 'loaded' ? list.rows.filter(({ status }) => status === 'queued') : [];
}
