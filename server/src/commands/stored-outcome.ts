import type { Outcome } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

export interface StoredOutcome {
  /** SHA-256, hex. */
  fingerprint: string;
  outcome: Outcome;
}

/** The one final answer to a command id, or null while it has none. */
export async function readStoredOutcome(
  db: Database,
  tenantNo: TenantNo,
  commandId: string,
): Promise<StoredOutcome | null> {
  const { rows } = await db.pool.query<StoredOutcome>({
    name: 'stored-outcome',
    text: `select encode(fingerprint, 'hex') as fingerprint, outcome from gateway.stored_outcome($1, $2)`,
    values: [tenantNo, commandId],
  });
  return rows[0] ?? null;
}
