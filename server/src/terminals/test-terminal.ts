import { randomBytes } from 'node:crypto';
import type { TenantNo } from '../access/scope.ts';
import { terminalCookie } from '../access/session-gate.ts';
import type { Database } from '../db/database.ts';
import { insertSession } from '../staff/staff-sql.ts';
import { enrolTerminal, mintCode } from './enrol-terminal.ts';

/** For tests and benchmarks: a terminal at which these people have signed in. Answers its cookie. */
export async function openTestTerminal(
  db: Database,
  place: { tenantNo: TenantNo; locationId: string },
  staffIds: readonly string[],
): Promise<string> {
  const { code } = await mintCode(db, { ...place, createdBy: null });
  const enrolled = await enrolTerminal(db, { code, name: 'Counter' });
  if (!enrolled) throw new Error('The terminal was not enrolled');
  for (const staffId of staffIds)
    await insertSession(db, { tenantNo: place.tenantNo, terminalId: enrolled.terminalId }, { staffId, tokenHash: randomBytes(32), seconds: 60 });
  return `${terminalCookie}=${enrolled.secret}`;
}
