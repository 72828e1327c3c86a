import { staffSeconds } from '../access/session-gate.ts';
import { hashSecret, mintSecret } from '../access/secret.ts';
import type { TerminalScope } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { verifyPin } from './pin.ts';
import { beginPinTry, insertSession } from './staff-sql.ts';

export type SignIn =
  | { ok: true; token: string }
  | { ok: false; why: 'wrong_pin' }
  | { ok: false; why: 'too_many_tries'; retryAfterSeconds: number };

/** Opens a session for a person at this terminal; whoever was signed in there before no longer is. */
export async function signIn(
  { db }: Pick<Server, 'db'>,
  terminal: TerminalScope,
  { staffId, pin }: { staffId: string; pin: string },
): Promise<SignIn> {
  const { waitSeconds, pinHash } = await beginPinTry(db, terminal, staffId);
  if (waitSeconds > 0) return { ok: false, why: 'too_many_tries', retryAfterSeconds: waitSeconds };
  if (pinHash === null || !(await verifyPin(pin, pinHash))) return { ok: false, why: 'wrong_pin' };
  const token = mintSecret();
  await insertSession(db, terminal, { staffId, tokenHash: hashSecret(token), seconds: staffSeconds });
  return { ok: true, token };
}
