import { setTimeout as pause } from 'node:timers/promises';

/** Asks again every few milliseconds until `ask` answers something; rejects after `deadlineMs` with its last fault. */
export async function until<T>(what: string, ask: () => Promise<T | null | false>, deadlineMs = 30_000): Promise<T> {
  const last = Date.now() + deadlineMs;
  let fault: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== false) return answer;
    } catch (cause) {
      fault = cause;
    }
    if (Date.now() > last) throw new Error(`Waited ${deadlineMs} ms in vain: ${what}`, { cause: fault });
    await pause(20);
  }
}
