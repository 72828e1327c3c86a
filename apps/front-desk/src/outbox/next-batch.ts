import type { OutboxRecord } from './outbox-record.ts';

/**
 * What may be sent together now, in tap order: at most `limit`, and never a command before an earlier one
 * of a chain it touches. `held` are commands that must wait (a server that stumbles over them); what is in
 * their chains waits with them, everything else does not.
 */
export function nextBatch(
  unanswered: readonly OutboxRecord[],
  limit: number,
  held: (record: OutboxRecord) => boolean,
): OutboxRecord[] {
  const batch: OutboxRecord[] = [];
  const blocked = new Set<string>();
  for (const record of unanswered) {
    if (batch.length === limit) break;
    if (held(record) || record.chains.some((chain) => blocked.has(chain)))
      for (const chain of record.chains) blocked.add(chain);
    else batch.push(record);
  }
  return batch;
}
