import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { policiesOf, type Policies } from './policies.ts';
import type { SettingsChange } from './settings-change.ts';

/** What holds for the business: its settings over the defaults. */
export async function readPolicies(db: Database, tenantNo: TenantNo): Promise<Policies> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<{ settings: unknown }>('select settings from tenant where tenant_no = $1', [tenantNo]);
    return policiesOf(rows[0]?.settings);
  });
}

/** Every location decides by it from the next command on. */
export async function putSettings(db: Database, tenantNo: TenantNo, change: SettingsChange): Promise<void> {
  await db.query({ text: 'select gateway.put_settings($1, $2)', values: [tenantNo, JSON.stringify(change)] });
}
