import { staffSeconds } from '../access/session-gate.ts';
import { hashSecret, mintSecret } from '../access/secret.ts';
import type { TerminalScope } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { verifyPin } from './pin.ts';
import { insertSession, readPinHash } from './staff-sql.ts';

export type SignIn =
  | { ok: true; token: string }
  | { ok: false; why: 'wrong_pin' }
  | { ok: false; why: 'too_many_tries'; retryAfterSeconds: number };

/** Opens a session for a person at this terminal; whoever was signed in there before no longer is. */
export async function signIn(
  { db, pinTries }: Pick<Server, 'db' | 'pinTries'>,
  terminal: TerminalScope,
  { staffId, pin }: { staffId: string; pin: string },
): Promise<SignIn> {
  const keys = [`terminal/${terminal.terminalId}`, `staff/${terminal.tenantNo}/${staffId}`];
  const retryAfterSeconds = pinTries.begin(keys);
  if (retryAfterSeconds > 0) return { ok: false, why: 'too_many_tries', retryAfterSeconds };
  const pinHash = await readPinHash(db, terminal.tenantNo, staffId);
  if (pinHash === null || !(await verifyPin(pin, pinHash))) return { ok: false, why: 'wrong_pin' };
  pinTries.succeeded(keys);
  const token = mintSecret();
  await insertSession(db, terminal, { staffId, tokenHash: hashSecret(token), seconds: staffSeconds });
  return { ok: true, token };
}
