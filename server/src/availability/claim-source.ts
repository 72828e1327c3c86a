import type { TimeRange } from '@holdfast/domain/time-range';
import type { DecisionContext } from '../commands/handler.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';

/** Live claims of these resources (of any of the tenant's locations) that touch the range. */
export type ClaimSource = (resourceNos: readonly number[], range: TimeRange) => Promise<LiveClaim[]>;

/**
 * Where a rule looks for claims: under the lock in the database; beside others there too, with what they look for
 * (`ClaimLooks`); a decision about many slots in what it has read once for all of them and planned itself.
 */
export function claimsOf(context: Pick<DecisionContext, 'read' | 'tenantNo' | 'claims'>): ClaimSource {
  if (context.claims) return context.claims;
  const { read, tenantNo } = context;
  return (resourceNos, range) => read((client) => readClaims(client, tenantNo, resourceNos, range));
}
