import type { Database } from '../db/database.ts';
import { mintTenantNo, type KeyChannel, type KeyRole, type KeyScope, type TenantNo } from './scope.ts';

/** Null for an unknown or revoked key. */
export async function findApiKey(db: Database, keyHash: Buffer): Promise<KeyScope | null> {
  const { rows } = await db.pool.query<Omit<KeyScope, 'tenantNo'> & { tenantNo: number }>({
    name: 'api-key-by-hash',
    text: `select tenant_no as "tenantNo", key_id as "keyId", name, channel, role, locations
             from gateway.api_key_by_hash($1)`,
    values: [keyHash],
  });
  const row = rows[0];
  return row ? { ...row, tenantNo: mintTenantNo(row.tenantNo) } : null;
}

/** What a key is made with. */
export interface NewKey extends Omit<KeyScope, 'locations'> {
  /** At least one, all of the business. */
  locationIds: readonly string[];
}

export async function insertApiKey(db: Database, keyHash: Buffer, key: NewKey): Promise<void> {
  await db.pool.query('select gateway.put_api_key($1, $2, $3, $4, $5, $6, $7::uuid[])', [
    key.tenantNo,
    key.keyId,
    keyHash,
    key.name,
    key.channel,
    key.role,
    key.locationIds,
  ]);
}

export interface ListedKey {
  id: string;
  name: string;
  channel: KeyChannel;
  role: KeyRole;
  /** Slugs. */
  locations: string[];
  /** RFC 3339. */
  createdAt: string;
  usedAt: string | null;
  revokedAt: string | null;
}

/** Every key of the business, newest first. */
export async function listApiKeys(db: Database, tenantNo: TenantNo): Promise<ListedKey[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<ListedKey>(
      `select k.key_id as id, k.name, k.channel, k.role,
         (select array_agg(l.slug order by l.slug) from location l
           where l.tenant_no = k.tenant_no and l.location_id = any(k.location_ids)) as locations,
         gateway.wire_time(k.created_at) as "createdAt", gateway.wire_time(k.used_at) as "usedAt",
         gateway.wire_time(k.revoked_at) as "revokedAt"
       from api_key k where k.tenant_no = $1 order by k.created_at desc, k.key_id`,
      [tenantNo],
    );
    return rows;
  });
}

/** Answers whether the business has such a key. */
export async function revokeApiKey(db: Database, tenantNo: TenantNo, keyId: string): Promise<boolean> {
  const { rows } = await db.pool.query<{ revoked: boolean }>('select gateway.revoke_api_key($1, $2) as revoked', [tenantNo, keyId]);
  return rows[0]?.revoked ?? false;
}
