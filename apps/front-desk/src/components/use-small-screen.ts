import { useSyncExternalStore } from 'react';

/** As the style sheets mean it: one column of the board at a time, panels as sheets on the bottom edge. */
const small = globalThis.matchMedia?.('(max-width: 700px)');

export function useSmallScreen(): boolean {
  return useSyncExternalStore(subscribe, () => small?.matches ?? false);
}

function subscribe(listener: () => void): () => void {
  small?.addEventListener('change', listener);
  return () => small?.removeEventListener('change', listener);
}
