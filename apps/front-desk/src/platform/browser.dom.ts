import type { Channel, HeldLock, Locks, Platform } from './platform.ts';

/** The machine as a browser (or Electron's renderer) shows it. */
export function browserPlatform(): Platform {
  return {
    clock: { now: () => Date.now(), elapsed: () => performance.now() },
    timers: {
      after(ms, run) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    },
    // Absent outside secure contexts, whatever the type says.
    locks: (navigator.locks as LockManager | undefined) ? webLocks(navigator.locks) : null,
    openChannel,
    indexedDb: { indexedDB, IDBKeyRange },
    random: () => Math.random(),
    onWake,
    persistStorage: () => askStorage((storage) => storage.persist()),
    storagePersisted: () => askStorage((storage) => storage.persisted()),
  };
}

function webLocks(manager: LockManager): Locks {
  return {
    acquire(name, { steal, signal }) {
      return new Promise<HeldLock>((granted, rejected) => {
        const lost = new AbortController();
        // A stealing request may not carry a signal.
        const options: LockOptions = steal ? { steal: true } : { signal };
        manager
          .request(
            name,
            options,
            () => new Promise<void>((release) => granted({ lost: lost.signal, release })),
          )
          // Rejects while waiting (aborted) or while held (stolen).
          .catch((fault: unknown) => {
            lost.abort(fault);
            rejected(fault instanceof Error ? fault : new Error(String(fault)));
          });
      });
    },
  };
}

function openChannel(name: string): Channel {
  const channel = new BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    onMessage: (listener) => channel.addEventListener('message', (event) => listener(event.data)),
    close: () => channel.close(),
  };
}

const offlineLookAgainMs = 1_500;

function onWake(listener: () => void): () => void {
  const whenVisible = (): void => {
    if (document.visibilityState === 'visible') listener();
  };
  // `offline` too: the next call finds out, and the screen says so without waiting for a timer. Once more a
  // moment later, because the event may come before the line is really down and the first call still gets through.
  let lookAgain: ReturnType<typeof setTimeout> | undefined;
  const whenOffline = (): void => {
    clearTimeout(lookAgain);
    lookAgain = setTimeout(listener, offlineLookAgainMs);
    listener();
  };
  for (const type of ['online', 'pageshow', 'focus']) addEventListener(type, listener);
  addEventListener('offline', whenOffline);
  document.addEventListener('visibilitychange', whenVisible);
  document.addEventListener('resume', listener);
  return () => {
    clearTimeout(lookAgain);
    for (const type of ['online', 'pageshow', 'focus']) removeEventListener(type, listener);
    removeEventListener('offline', whenOffline);
    document.removeEventListener('visibilitychange', whenVisible);
    document.removeEventListener('resume', listener);
  };
}

async function askStorage(ask: (storage: StorageManager) => Promise<boolean>): Promise<boolean | null> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage) return null;
  try {
    return await ask(storage);
  } catch {
    return null;
  }
}
