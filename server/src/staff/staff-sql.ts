import type { StaffRow } from '@holdfast/protocol/rows';
import type { TerminalScope } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { policiesOf, type Policies } from '../locations/policies.ts';

/**
 * Counts a try against the person and the terminal, in the database: nodes and restarts share the count. With
 * `waitSeconds` above 0 nothing was counted. `pinHash` null: there is no such person here, or no longer.
 */
export async function beginPinTry(
  db: Database,
  terminal: TerminalScope,
  staffId: string,
): Promise<{ waitSeconds: number; pinHash: string | null }> {
  const { rows } = await db.pool.query<{ waitSeconds: number; pinHash: string | null }>(
    'select wait_seconds as "waitSeconds", pin_hash as "pinHash" from gateway.begin_pin_try($1, $2, $3)',
    [terminal.tenantNo, terminal.terminalId, staffId],
  );
  const row = rows[0];
  if (!row) throw new Error('begin_pin_try answered nothing');
  return row;
}

export async function insertSession(
  db: Database,
  terminal: Pick<TerminalScope, 'tenantNo' | 'terminalId'>,
  session: { staffId: string; tokenHash: Buffer; seconds: number },
): Promise<void> {
  await db.pool.query('select gateway.open_staff_session($1, $2, $3, $4, $5)', [
    terminal.tenantNo,
    session.staffId,
    terminal.terminalId,
    session.tokenHash,
    session.seconds,
  ]);
}

export async function deleteSession(db: Database, terminal: TerminalScope): Promise<void> {
  await db.pool.query('select gateway.close_staff_session($1, $2)', [terminal.tenantNo, terminal.terminalId]);
}

export interface Surroundings {
  tenantName: string;
  locationName: string;
  staff: StaffRow[];
  /** Who may make exceptions: the desk offers what they may and says who else can. */
  policies: Pick<Policies, 'squeezeRole' | 'waiveRole' | 'waitlistLapses'>;
}

/** What a terminal needs to greet the people who work at it. */
export async function readSurroundings(db: Database, terminal: TerminalScope): Promise<Surroundings | null> {
  return db.readOnce(terminal.tenantNo, async (client) => {
    const { rows } = await client.query<Omit<Surroundings, 'policies'> & { settings: unknown }>(
      `select t.name as "tenantName", l.name as "locationName", t.settings,
              (select coalesce(jsonb_agg(gateway.staff_row(s) order by s.name, s.staff_id), '[]')
                 from staff s where s.tenant_no = l.tenant_no) as staff
         from location l join tenant t on t.tenant_no = l.tenant_no
        where l.tenant_no = $1 and l.location_id = $2`,
      [terminal.tenantNo, terminal.locationId],
    );
    if (!rows[0]) return null;
    const { settings, ...around } = rows[0];
    const { squeezeRole, waiveRole, waitlistLapses } = policiesOf(settings);
    return { ...around, policies: { squeezeRole, waiveRole, waitlistLapses } };
  });
}
