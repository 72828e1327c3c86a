import type { Refused } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { call } from './apply-plan.ts';
import type { CommandRecord } from './plan.ts';

/** A refusal of a command that names no location of the tenant; it touches no feed. */
export async function recordHomelessRefusal(
  db: Database,
  tenantNo: TenantNo,
  record: CommandRecord,
): Promise<Refused | 'replay'> {
  const answer = await call<Refused>(db, 'record_homeless_refusal', tenantNo, {
    command: record,
    outcome: {
      status: 'refused',
      version: 0,
      reason: 'not_found',
      detail: 'There is no such location for this terminal.',
      conflicts: [],
      alternatives: [],
    } satisfies Refused,
  });
  if (answer === 'replay') return 'replay';
  if (typeof answer === 'string') throw new Error(`A refusal cannot be ${answer}`);
  return answer;
}
