import type { BlockRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';

export async function readBlock(context: DecisionContext, blockId: string): Promise<BlockRow | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<{ row: BlockRow }>({
      name: 'read-block',
      text: `select gateway.block_row(b) as row from block b
        where b.tenant_no = $1 and b.location_id = $2 and b.block_id = $3`,
      values: [tenantNo, catalogue.location.id, blockId],
    });
    return rows[0]?.row ?? null;
  });
}
