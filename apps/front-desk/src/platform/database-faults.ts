import type Dexie from 'dexie';

/** The handle is gone (a phone's resume, another window's upgrade), the data is not. */
const handleLost = new Set(['InvalidStateError', 'UnknownError', 'DatabaseClosedError', 'InvalidState']);

/** Runs a database operation; when the connection turns out to be dead it is opened again and tried once more. */
export async function reopenOnce<T>(db: Dexie, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (fault) {
    if (!(fault instanceof Error) || !handleLost.has(fault.name)) throw fault;
    db.close({ disableAutoOpen: false });
    await db.open();
    return operation();
  }
}

/** Named errors only: an unnamed one must never cost anybody data. */
export function isQuotaExceeded(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  if (fault.name === 'QuotaExceededError') return true;
  // Dexie aborts the transaction and keeps what the disk said inside.
  const inner = 'inner' in fault ? fault.inner : undefined;
  return inner instanceof Error && inner.name === 'QuotaExceededError';
}
