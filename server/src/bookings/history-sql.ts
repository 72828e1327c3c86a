import type { BookingRow } from '@holdfast/protocol/rows';
import type { TenantNo } from '../access/scope.ts';
import type { CustomerContact } from '../commands/plan.ts';
import type { Database } from '../db/database.ts';

/** A booking before or after; `customer` where the command also corrected how they are called or reached. */
export type HistoryImage = BookingRow & { customer?: CustomerContact | null };

export interface HistoryRow {
  at: string;
  /** The location feed's version it made. */
  version: number;
  commandId: string;
  kind: string;
  /** A staff member, or a program by its key's name. */
  actorName: string | null;
  terminalName: string | null;
  channel: string;
  refusalReason: string | null;
  reason: string | null;
  /** How much of the feed the terminal had when it was tapped; null for whoever keeps no copy. */
  sawVersion: number | null;
  /** Another terminal or channel had changed the booking, and whoever tapped this could not see it yet. */
  unseen: boolean;
  /** Of an undo: what it took back. */
  undoes: string | null;
  /** Taken back since. */
  undone: boolean;
  before: HistoryImage | null;
  after: HistoryImage | null;
}

/** Who did what to a booking, newest first, at most 200; also what was done to several at once. */
export async function readHistory(db: Database, tenantNo: TenantNo, locationId: string, bookingId: string): Promise<HistoryRow[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<HistoryRow>(
      `with about as (
         select version from event where tenant_no = $1 and subject_id = $3 and location_id = $2
         union
         select version from event_subject where tenant_no = $1 and subject_id = $3 and location_id = $2)
       select gateway.wire_time(e.at) as at, e.version, e.command_id as "commandId", e.kind,
         coalesce(s.name, k.name) as "actorName", t.name as "terminalName",
         e.channel, e.refusal_reason as "refusalReason", e.reason,
         case when e.terminal_id is not null then e.saw_version end as "sawVersion",
         e.terminal_id is not null and exists (select from about x
           join event o on o.tenant_no = $1 and o.location_id = $2 and o.version = x.version
           where o.version < e.version and o.version > e.saw_version and o.refusal_reason is null
             and o.terminal_id is distinct from e.terminal_id) as unseen,
         (select u.kind from event u where u.tenant_no = e.tenant_no and u.command_id = e.undoes) as undoes,
         exists (select from event u where u.tenant_no = e.tenant_no and u.undoes = e.command_id) as undone,
         gateway.image_of(e.before, $3) as before,
         case when e.refusal_reason is null then gateway.image_of(e.after, $3) end as after
       from about a
         join event e on e.tenant_no = $1 and e.location_id = $2 and e.version = a.version
         left join staff s on s.tenant_no = e.tenant_no and s.staff_id = e.actor_id
         left join api_key k on k.tenant_no = e.tenant_no and k.key_id = e.actor_id
         left join terminal t on t.tenant_no = e.tenant_no and t.terminal_id = e.terminal_id
       order by e.version desc limit 200`,
      [tenantNo, locationId, bookingId],
    );
    return rows;
  });
}
