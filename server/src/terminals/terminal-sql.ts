import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

export interface TerminalListed {
  terminalId: string;
  name: string;
  locationId: string;
  locationName: string;
  enrolledAt: string;
  enrolledBy: string | null;
  revokedAt: string | null;
  seenAt: string | null;
  /** Commands it reported as not yet answered, at `seenAt`. */
  unsent: number | null;
}

export async function insertCode(
  db: Database,
  code: { tenantNo: TenantNo; locationId: string; codeHash: Buffer; createdBy: string | null; seconds: number; uses: number },
): Promise<Date> {
  const { rows } = await db.pool.query<{ expiresAt: Date }>(
    'select gateway.mint_code($1, $2, $3, $4, $5, $6) as "expiresAt"',
    [code.tenantNo, code.locationId, code.codeHash, code.createdBy, code.seconds, code.uses],
  );
  const row = rows[0];
  if (!row) throw new Error('mint_code answered nothing');
  return row.expiresAt;
}

/** False: a wrong, used or expired code. */
export async function insertTerminal(
  db: Database,
  terminal: { codeHash: Buffer; terminalId: string; name: string; secretHash: Buffer },
): Promise<boolean> {
  const { rows } = await db.pool.query('select location_id from gateway.enrol_terminal($1, $2, $3, $4)', [
    terminal.codeHash,
    terminal.terminalId,
    terminal.name,
    terminal.secretHash,
  ]);
  return rows.length === 1;
}

/** False: the business has no such terminal. `by`: whom the record names for it. */
export async function markRevoked(
  db: Database,
  tenantNo: TenantNo,
  terminalId: string,
  by: { channel: 'desk'; actorId: string; terminalId: string },
): Promise<boolean> {
  const { rows } = await db.pool.query<{ found: boolean }>('select gateway.revoke_terminal($1, $2, $3) as found', [
    tenantNo,
    terminalId,
    by,
  ]);
  return rows[0]?.found ?? false;
}

/** Newest first; revoked ones included, because the record names them. */
export async function readTerminals(db: Database, tenantNo: TenantNo): Promise<TerminalListed[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<TerminalListed>(
      `select t.terminal_id as "terminalId", t.name, t.location_id as "locationId", l.name as "locationName",
              gateway.wire_time(t.enrolled_at) as "enrolledAt", s.name as "enrolledBy",
              gateway.wire_time(t.revoked_at) as "revokedAt", gateway.wire_time(t.seen_at) as "seenAt", t.unsent
         from terminal t
         join location l on l.tenant_no = t.tenant_no and l.location_id = t.location_id
         left join staff s on s.tenant_no = t.tenant_no and s.staff_id = t.enrolled_by
        where t.tenant_no = $1
        order by t.enrolled_at desc, t.terminal_id`,
      [tenantNo],
    );
    return rows;
  });
}
