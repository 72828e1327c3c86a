import type { Poke } from '@holdfast/protocol/sync';
import type { TerminalScope } from '../access/scope.ts';
import type { FeedWatch } from './feed-watch.ts';

/** The location's head whenever it moved, newest only: a slow reader skips what it missed. */
export async function* pokes(
  feedWatch: FeedWatch,
  terminal: TerminalScope,
  signal: AbortSignal | undefined,
): AsyncGenerator<Poke> {
  let newest: Poke | null = null;
  let wake = (): void => {};
  const stop = feedWatch.watch(terminal.tenantNo, terminal.locationId, (poke) => {
    newest = poke;
    wake();
  });
  const onAbort = (): void => wake();
  signal?.addEventListener('abort', onAbort);
  try {
    while (!signal?.aborted) {
      if (newest === null) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const poke: Poke = newest;
      newest = null;
      yield poke;
    }
  } finally {
    stop();
    signal?.removeEventListener('abort', onAbort);
  }
}
