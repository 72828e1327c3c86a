import type { Outcome } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Queryable } from './apply-plan.ts';

export interface StoredOutcome {
  /** SHA-256, hex. */
  fingerprint: string;
  outcome: Outcome;
}

/** The one final answer to a command id, or null while it has none. */
export async function readStoredOutcome(
  on: Queryable,
  tenantNo: TenantNo,
  commandId: string,
): Promise<StoredOutcome | null> {
  const { rows } = await on.query<StoredOutcome>({
    name: 'stored-outcome',
    text: `select encode(fingerprint, 'hex') as fingerprint, outcome from gateway.stored_outcome($1, $2)`,
    values: [tenantNo, commandId],
  });
  return rows[0] ?? null;
}
