import type { KeyChannel, TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { policiesOf, type Policies } from './policies.ts';
import type { SettingsChange } from './settings-change.ts';

/** What holds for the business: its settings over the defaults. */
export async function readPolicies(db: Database, tenantNo: TenantNo): Promise<Policies> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ settings: unknown }>('select settings from tenant where tenant_no = $1', [tenantNo]);
    return policiesOf(rows[0]?.settings);
  });
}

/** Who changes them, for the record: a manager at a terminal, a program by its key, or whoever runs the command line. */
export type ChangedBy =
  | { channel: 'command_line' }
  | { channel: 'desk'; actorId: string; terminalId: string }
  | { channel: KeyChannel; actorId: string };

/** Every location decides by it from the next command on, and its record says what it decided by before. */
export async function putSettings(db: Database, tenantNo: TenantNo, change: SettingsChange, by: ChangedBy): Promise<void> {
  await db.query({ text: 'select gateway.put_settings($1, $2, $3)', values: [tenantNo, JSON.stringify(change), JSON.stringify(by)] });
}
