import type { KeyChannel, TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { policiesOf, type Policies } from './policies.ts';
import type { SettingsChange } from './settings-change.ts';

/** What the business has set itself, without the defaults. */
export async function readOwnSettings(db: Database, tenantNo: TenantNo): Promise<unknown> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ settings: unknown }>('select settings from tenant where tenant_no = $1', [tenantNo]);
    return rows[0]?.settings;
  });
}

/** What holds for the business: its settings over the defaults. */
export async function readPolicies(db: Database, tenantNo: TenantNo): Promise<Policies> {
  return policiesOf(await readOwnSettings(db, tenantNo));
}

/** Who changes them, for the record: a manager at a terminal, a program by its key, or whoever runs the command line. */
export type ChangedBy =
  | { channel: 'command_line' }
  | { channel: 'desk'; actorId: string; terminalId: string }
  | { channel: KeyChannel; actorId: string };

/**
 * Every location decides by it from the next command on, and its record says what it decided by before. `expected`: what
 * the business has set itself, as the change rests on it; false: it is something else by now, and nothing has changed.
 */
export async function putSettings(db: Database, tenantNo: TenantNo, change: SettingsChange, by: ChangedBy, expected: unknown = null): Promise<boolean> {
  const { rows } = await db.query<{ done: boolean }>({
    text: 'select gateway.put_settings($1, $2, $3, $4) as done',
    values: [tenantNo, JSON.stringify(change), JSON.stringify(by), expected === null ? null : JSON.stringify(expected)],
  });
  return rows[0]?.done === true;
}
