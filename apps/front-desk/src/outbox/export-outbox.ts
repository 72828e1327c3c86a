import { isOpen, type OutboxRecord } from './outbox-record.ts';

/** Unsent or undecided commands as a file for a support person. */
export function outboxFile(outboxId: string, records: readonly OutboxRecord[]): Blob {
  return new Blob([JSON.stringify({ outboxId, commands: records.filter(isOpen) }, null, 2)], { type: 'application/json' });
}
