import type { BlockRow } from '@holdfast/protocol/rows';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

export async function readBlock(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  blockId: string,
): Promise<BlockRow | null> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: BlockRow }>({
      name: 'read-block',
      text: `select gateway.block_row(b) as row from block b
        where b.tenant_no = $1 and b.location_id = $2 and b.block_id = $3`,
      values: [tenantNo, locationId, blockId],
    });
    return rows[0]?.row ?? null;
  });
}
