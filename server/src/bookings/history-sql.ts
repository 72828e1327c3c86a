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
  /** Of held time that was taken over: whose it was. */
  takenFrom: { name: string | null; channel: string } | null;
  before: HistoryImage | null;
  after: HistoryImage | null;
}

/**
 * Who did what to a booking or a hold, newest first, at most 200; also what was done to several at once. A booking that
 * was made of a hold begins with what happened to it, and a hold that was taken over with that of whose it was.
 */
export async function readHistory(db: Database, tenantNo: TenantNo, locationId: string, id: string): Promise<HistoryRow[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<HistoryRow>(
      `with recursive held as (
         select h.hold_id, h.refused_command_id from hold h
           where h.tenant_no = $1 and h.location_id = $2
             and h.hold_id in ($3, (select b.hold_id from booking b where b.tenant_no = $1 and b.booking_id = $3))
         union
         select o.hold_id, o.refused_command_id from held
           join event_subject s on s.tenant_no = $1 and s.location_id = $2 and s.subject_id = held.hold_id
           join event e on e.tenant_no = $1 and e.location_id = $2 and e.version = s.version and e.kind = 'override_hold'
           join hold o on o.tenant_no = $1 and o.location_id = $2 and o.hold_id = e.subject_id
       ), subject as (select $3::uuid as id union select hold_id from held),
       about as (
         select e.version from subject join event e on e.tenant_no = $1 and e.subject_id = subject.id and e.location_id = $2
         union
         select s.version from subject join event_subject s on s.tenant_no = $1 and s.subject_id = subject.id and s.location_id = $2
         union
         -- An alternative begins with the refusal that held it.
         select e.version from held join event e on e.tenant_no = $1 and e.command_id = held.refused_command_id and e.location_id = $2)
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
         case when e.kind = 'override_hold' and h.hold_id is not null then jsonb_build_object('name', coalesce(h.customer_name, h.title), 'channel', h.channel) end as "takenFrom",
         -- What became of a hold is no image of its booking.
         case when h.hold_id is null then gateway.image_of(e.before, $3) end as before,
         case when e.refusal_reason is null and h.hold_id is null then gateway.image_of(e.after, $3) end as after
       from about a
         join event e on e.tenant_no = $1 and e.location_id = $2 and e.version = a.version
         left join staff s on s.tenant_no = e.tenant_no and s.staff_id = e.actor_id
         left join api_key k on k.tenant_no = e.tenant_no and k.key_id = e.actor_id
         left join terminal t on t.tenant_no = e.tenant_no and t.terminal_id = e.terminal_id
         left join hold h on h.tenant_no = e.tenant_no and h.hold_id = e.subject_id
       order by e.version desc limit 200`,
      [tenantNo, locationId, id],
    );
    return rows;
  });
}
