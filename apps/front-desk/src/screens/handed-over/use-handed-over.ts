import { useCallback } from 'react';
import type { HandedOver } from '../../desk.ts';
import { useDesk } from '../desk-context.tsx';
import { useServerList, type ServerList } from '../server-list.ts';

export interface HandedOverLog {
  list: ServerList<HandedOver>;
  again(): void;
}

/** What programs handed over, looked at every now and then also while nobody looks: somebody may be waiting. */
export function useHandedOver(): HandedOverLog {
  const desk = useDesk();
  const read = useCallback(() => desk.handedOver(), [desk]);
  const last = useCallback(() => desk.lastHandedOver(), [desk]);
  return useServerList(read, null, last);
}

/** How many nobody has taken, and how many somebody is at. */
export function countsOf({ list }: HandedOverLog): { open: number; taken: number } {
  const rows = list.state === 'loaded' ? list.rows : [];
  return { open: rows.filter(({ state }) => state === 'open').length, taken: rows.filter(({ state }) => state === 'taken').length };
}
