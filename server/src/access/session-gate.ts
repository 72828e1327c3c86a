// The types of request.cookies and reply.setCookie.
import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '../db/database.ts';
import { mintTenantNo, type StaffScope, type TenantNo, type TerminalScope } from './scope.ts';
import { hashSecret } from './secret.ts';
import { ShortCache } from './short-cache.ts';

export const terminalCookie = 'holdfast_terminal';
export const staffCookie = 'holdfast_staff';
const daySeconds = 86_400;
export const terminalSeconds = 400 * daySeconds;
export const staffSeconds = 12 * 3_600;

/** Turns cookies into scopes. The only place, beside the command line, that mints a `TenantNo`. */
export interface SessionGate {
  /** Null: never enrolled, or revoked. Rejects while the database is away. */
  terminalOf(request: FastifyRequest): Promise<TerminalScope | null>;
  /** Null: nobody is signed in at this terminal. */
  staffOf(request: FastifyRequest, terminal: TerminalScope): Promise<StaffScope | null>;
  /** Whether this person ever proved their PIN at this terminal: who never did cannot be the actor of its commands. */
  isProven(terminal: TerminalScope, staffId: string): Promise<boolean>;
  keepTerminal(reply: FastifyReply, secret: string): void;
  keepStaff(reply: FastifyReply, token: string): void;
  dropStaff(reply: FastifyReply): void;
  /** At once on this node; other nodes hear of it within the cache's few seconds. */
  forgetTerminal(terminalId: string): void;
  forgetStaffAt(terminalId: string): void;
}

export function createSessionGate(db: Database, options: { secure: boolean; now: () => number }): SessionGate {
  const terminals = new ShortCache<TerminalScope>(options.now);
  const staff = new ShortCache<StaffScope & { terminalId: string }>(options.now);
  // Once proved is proved; who was removed since is refused by the staff list.
  const proven = new ShortCache<true>(options.now, daySeconds * 1_000);
  const cookie = { httpOnly: true, sameSite: 'strict', path: '/', secure: options.secure } as const;
  return {
    terminalOf(request) {
      const secret = request.cookies[terminalCookie];
      if (!secret) return Promise.resolve(null);
      const hash = hashSecret(secret);
      return terminals.get(hash.toString('base64'), () => findTerminal(db, hash));
    },
    async staffOf(request, terminal) {
      const token = request.cookies[staffCookie];
      if (!token) return null;
      const hash = hashSecret(token);
      const key = `${terminal.terminalId}/${hash.toString('base64')}`;
      return staff.get(key, () => findStaff(db, terminal, hash));
    },
    async isProven({ tenantNo, terminalId }, staffId) {
      const key = `${tenantNo}/${terminalId}/${staffId}`;
      return (await proven.get(key, () => findProof(db, tenantNo, terminalId, staffId))) !== null;
    },
    keepTerminal: (reply, secret) =>
      void reply.setCookie(terminalCookie, secret, { ...cookie, maxAge: terminalSeconds }),
    keepStaff: (reply, token) => void reply.setCookie(staffCookie, token, { ...cookie, maxAge: staffSeconds }),
    dropStaff: (reply) => void reply.clearCookie(staffCookie, cookie),
    forgetTerminal(terminalId) {
      terminals.forget((scope) => scope.terminalId === terminalId);
      staff.forget((scope) => scope.terminalId === terminalId);
    },
    forgetStaffAt: (terminalId) => staff.forget((scope) => scope.terminalId === terminalId),
  };
}

async function findTerminal(db: Database, hash: Buffer): Promise<TerminalScope | null> {
  const { rows } = await db.pool.query<{ tenantNo: number; terminalId: string; name: string; locationId: string }>({
    name: 'terminal-by-secret',
    text: `select tenant_no as "tenantNo", terminal_id as "terminalId", name, location_id as "locationId"
             from gateway.terminal_by_secret($1)`,
    values: [hash],
  });
  const row = rows[0];
  if (!row) return null;
  const tenantNo = mintTenantNo(row.tenantNo);
  await db.pool.query({
    name: 'terminal-seen',
    text: 'select gateway.terminal_seen($1, $2)',
    values: [tenantNo, row.terminalId],
  });
  return { tenantNo, terminalId: row.terminalId, terminalName: row.name, locationId: row.locationId };
}

async function findProof(db: Database, tenantNo: TenantNo, terminalId: string, staffId: string): Promise<true | null> {
  const { rows } = await db.pool.query<{ proven: boolean }>({
    name: 'staff-is-proven',
    text: 'select gateway.staff_is_proven($1, $2, $3) as proven',
    values: [tenantNo, terminalId, staffId],
  });
  return rows[0]?.proven === true ? true : null;
}

async function findStaff(
  db: Database,
  terminal: TerminalScope,
  hash: Buffer,
): Promise<(StaffScope & { terminalId: string }) | null> {
  const { rows } = await db.pool.query<StaffScope>({
    name: 'staff-by-token',
    text: 'select staff_id as "staffId", role from gateway.staff_by_token($1, $2, $3)',
    values: [terminal.tenantNo, terminal.terminalId, hash],
  });
  return rows[0] ? { ...rows[0], terminalId: terminal.terminalId } : null;
}
