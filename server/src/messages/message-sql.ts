import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import type { TwoClocks } from '../locations/two-clocks.ts';

/** Something that somebody has to be told, or was. */
export interface MessageLogged {
  id: string;
  /** `hold_overridden`, `waitlist_offer`, `waitlist_taken`, `running_late`. */
  kind: string;
  toName: string | null;
  toPhone: string | null;
  toEmail: string | null;
  /** The hold, waitlist entry or booking it is about. */
  subjectId: string | null;
  /** What it says, as data: `start`, `end`, `serviceId`, … (server/src/waitlist/offer-message.ts, holds/override-hold.ts,
   * running-late/late-message.ts, running-late/tell-elsewhere.ts). */
  body: MessageBody;
  /** `stopped`: what it said is no longer so; nobody is told any more. */
  status: 'queued' | 'sent' | 'stopped';
  queuedAt: string;
  /** Of a waitlist offer: until when it stands. */
  until: string | null;
  toldAt: string | null;
  toldBy: string | null;
}

export interface MessageBody {
  serviceId?: string | null;
  start?: string;
  end?: string;
  /** Of somebody running late: when it was to begin, and who is late. */
  before?: string;
  lateResourceId?: string;
  /** Of somebody late at another location, from where they come: nothing was moved, and from `start` on it can begin. */
  lateAt?: { locationId: string; locationName: string };
  resourceIds?: string[];
  /** IANA: of the location, and of whom it is for where that is known. */
  timeZone?: string;
  customerTimeZone?: string | null;
  /** Start and end on both clocks, where they differ. */
  clocks?: TwoClocks;
  alternatives?: { start: string; end: string; resourceIds: string[]; clocks?: TwoClocks }[];
  /** Path below the public address. */
  link?: string;
}

/** What is still to tell stands first, then the newest; a day's worth and more. */
const listedMax = 200;

export async function readMessages(db: Database, tenantNo: TenantNo, locationId: string): Promise<MessageLogged[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<MessageLogged>({
      name: 'read-messages',
      text: `select m.message_id as id, m.kind, m.to_name as "toName", m.to_phone as "toPhone", m.to_email as "toEmail",
          m.subject_id as "subjectId", m.body,
          case when m.status = 'queued' and not gateway.is_news(m) then 'stopped' else m.status end as status, gateway.wire_time(m.queued_at) as "queuedAt",
          gateway.wire_time(h.expires_at) as until, gateway.wire_time(m.told_at) as "toldAt", s.name as "toldBy"
        from message m
          left join hold h on h.tenant_no = m.tenant_no and h.hold_id = (m.body->>'holdId')::uuid
          left join staff s on s.tenant_no = m.tenant_no and s.staff_id = m.told_by
        where m.tenant_no = $1 and m.location_id = $2
        order by gateway.is_news(m) desc, m.queued_at desc, m.message_id limit $3`,
      values: [tenantNo, locationId, listedMax],
    });
    return rows;
  });
}

export type ToldAnswer = 'told' | 'over' | 'no_staff' | 'no_message';

/** Marks a message as told by a member of staff: who and when stands in the log for good. */
export async function markTold(
  db: Database,
  tenantNo: TenantNo,
  told: { locationId: string; messageId: string; staffId: string },
): Promise<ToldAnswer> {
  const { rows } = await db.pool.query<{ answer: ToldAnswer }>({
    name: 'mark-told',
    text: 'select gateway.mark_told($1, $2, $3, $4) as answer',
    values: [tenantNo, told.locationId, told.messageId, told.staffId],
  });
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('gateway.mark_told answered nothing');
  return answer;
}
