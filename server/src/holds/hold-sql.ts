import type { HoldRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { TenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Database } from '../db/database.ts';

export interface HeldSlot {
  row: HoldRow;
  customerId: string | null;
  customerEmail: string | null;
  /** Times it was extended. */
  extensions: number;
  /** Claims that still block: 0 once expired or released. */
  liveClaims: number;
}

export async function readHold(context: DecisionContext, holdId: string): Promise<HeldSlot | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<HeldSlot>({
      name: 'read-hold',
      text: `select gateway.hold_row(h) as row, h.customer_id as "customerId", h.customer_email as "customerEmail",
          coalesce(h.extensions, 0) as extensions,
          (select count(*) from claim c where c.tenant_no = h.tenant_no and c.owner_id = h.hold_id
             and c.owner_kind = 'hold' and c.released_at is null and c.expires_at > clock_timestamp()) as "liveClaims"
        from hold h where h.tenant_no = $1 and h.location_id = $2 and h.hold_id = $3`,
      values: [tenantNo, catalogue.location.id, holdId],
    });
    return rows[0] ?? null;
  });
}

/** The earlier refusal that holds one of these for this asker; null when none does. */
export async function readOwnAlternative(context: DecisionContext, asker: string, holdIds: readonly string[]): Promise<string | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<{ refusedCommandId: string }>({
      name: 'read-own-alternative',
      text: `select h.refused_command_id as "refusedCommandId" from hold h
        where h.tenant_no = $1 and h.location_id = $2 and h.hold_id = any($3::uuid[]) and h.asker = $4
          and h.status = 'active' and h.purpose = 'alternative' and h.refused_command_id is not null limit 1`,
      values: [tenantNo, catalogue.location.id, holdIds, asker],
    });
    return rows[0]?.refusedCommandId ?? null;
  });
}

/** What a refused command holds instead, by id. */
export async function readHeldByRefusal(context: DecisionContext, refusedCommandId: string): Promise<string[]> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<{ id: string }>({
      name: 'read-held-by-refusal',
      text: `select h.hold_id as id from hold h
        where h.tenant_no = $1 and h.location_id = $2 and h.refused_command_id = $3 and h.status = 'active'`,
      values: [tenantNo, catalogue.location.id, refusedCommandId],
    });
    return rows.map(({ id }) => id);
  });
}

/** Those of the holds that keep time for an undo and were not ended, by id. */
export async function readKeptForUndo(context: DecisionContext, holdIds: readonly string[]): Promise<string[]> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<{ id: string }>({
      name: 'read-kept-for-undo',
      text: `select h.hold_id as id from hold h
        where h.tenant_no = $1 and h.location_id = $2 and h.hold_id = any($3::uuid[]) and h.purpose = 'undo'
          and h.status is not distinct from 'active' order by h.hold_id`,
      values: [tenantNo, catalogue.location.id, holdIds],
    });
    return rows.map(({ id }) => id);
  });
}

/** More at one location at one time is no counter's business. */
const liveHoldsMax = 500;

interface HoldsAsked {
  /** Only this channel's; null: all. */
  channel: Channel | null;
  /** The last of the page before. One that has been extended since has moved to a later page, with whatever it passed. */
  after: string | null;
  limit: number;
}

/** What is held at a location right now, the first to run out first. */
export async function readLiveHolds(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  { channel, after, limit }: HoldsAsked = { channel: null, after: null, limit: liveHoldsMax },
): Promise<HoldRow[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ row: HoldRow }>({
      name: 'read-live-holds',
      text: `select gateway.hold_row(h) as row from hold h
        where h.tenant_no = $1 and h.location_id = $2 and h.status = 'active' and h.expires_at > clock_timestamp()
          and ($3::text is null or h.channel = $3)
          and ($4::uuid is null or (h.expires_at, h.hold_id) > (select l.expires_at, l.hold_id from hold l where l.tenant_no = $1 and l.hold_id = $4))
        order by h.expires_at, h.hold_id limit $5`,
      values: [tenantNo, locationId, channel, after, limit],
    });
    return rows.map(({ row }) => row);
  });
}
