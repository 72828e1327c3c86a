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

function onWake(listener: () => void): () => void {
  const whenVisible = (): void => {
    if (document.visibilityState === 'visible') listener();
  };
  // `offline` too: the next call finds out at once, and the screen says so without waiting for a timer.
  for (const type of ['online', 'offline', 'pageshow', 'focus']) addEventListener(type, listener);
  document.addEventListener('visibilitychange', whenVisible);
  document.addEventListener('resume', listener);
  return () => {
    for (const type of ['online', 'offline', 'pageshow', 'focus']) removeEventListener(type, listener);
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
