import type { HoldRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';

export interface HeldSlot {
  row: HoldRow;
  /** Claims that still block: 0 once expired or released. */
  liveClaims: number;
}

export async function readHold(context: DecisionContext, holdId: string): Promise<HeldSlot | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<HeldSlot>({
      name: 'read-hold',
      text: `select gateway.hold_row(h) as row,
          (select count(*) from claim c where c.tenant_no = h.tenant_no and c.owner_id = h.hold_id
             and c.owner_kind = 'hold' and c.released_at is null and c.expires_at > clock_timestamp()) as "liveClaims"
        from hold h where h.tenant_no = $1 and h.location_id = $2 and h.hold_id = $3`,
      values: [tenantNo, catalogue.location.id, holdId],
    });
    return rows[0] ?? null;
  });
}
