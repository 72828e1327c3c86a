import { randomUUID } from 'node:crypto';
import { hashSecret, mintEnrolmentCode, mintSecret, readEnrolmentCode } from '../access/secret.ts';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { insertCode, insertTerminal } from './terminal-sql.ts';

/** A code read aloud across the room lives this long and enrols one device. */
const codeSeconds = 15 * 60;

export interface MintedCode {
  code: string;
  /** RFC 3339. */
  expiresAt: string;
}

export async function mintCode(
  db: Database,
  asked: { tenantNo: TenantNo; locationId: string; createdBy: string | null; seconds?: number; uses?: number },
): Promise<MintedCode> {
  const code = mintEnrolmentCode();
  const expiresAt = await insertCode(db, {
    tenantNo: asked.tenantNo,
    locationId: asked.locationId,
    createdBy: asked.createdBy,
    codeHash: hashSecret(code),
    seconds: asked.seconds ?? codeSeconds,
    uses: asked.uses ?? 1,
  });
  return { code, expiresAt: expiresAt.toISOString() };
}

/** Null for a wrong, used or expired code: one answer, so that nobody learns which. */
export async function enrolTerminal(
  db: Database,
  asked: { code: string; name: string },
): Promise<{ terminalId: string; secret: string } | null> {
  const code = readEnrolmentCode(asked.code);
  if (code === null) return null;
  const terminalId = randomUUID();
  const secret = mintSecret();
  const enrolled = await insertTerminal(db, {
    codeHash: hashSecret(code),
    terminalId,
    name: asked.name.trim(),
    secretHash: hashSecret(secret),
  });
  return enrolled ? { terminalId, secret } : null;
}
