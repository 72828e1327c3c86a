import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** What the record keeps of an answered command, and for good. */
export interface RecordedAnswer {
  /** The outbox of the sending that was executed; every later one of the same id was answered from the record. */
  outboxId: string | null;
  /** SHA-256 of the command, hex. */
  fingerprint: string;
  /** The row (protocol/rows.ts) as this command left it, whatever became of it since; null where it left none. */
  row: unknown;
}

/** Null while the command has no answer. */
export async function readRecordedAnswer(db: Database, tenantNo: TenantNo, commandId: string): Promise<RecordedAnswer | null> {
  const { rows } = await db.pool.query<RecordedAnswer>({
    name: 'recorded-answer',
    text: `select outbox_id as "outboxId", encode(fingerprint, 'hex') as fingerprint, after as row
             from gateway.recorded_answer($1, $2)`,
    values: [tenantNo, commandId],
  });
  return rows[0] ?? null;
}
