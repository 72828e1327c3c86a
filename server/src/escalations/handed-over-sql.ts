import type { TerminalScope } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** What a program handed to the people of a location, and how far they are with it. */
export interface HandedOver {
  id: string;
  /** RFC 3339, UTC, as all times here. */
  at: string;
  reason: string;
  /** Whether it came with what was said, which is read by itself (`readTranscript`): it may be long. */
  hasTranscript: boolean;
  channel: string;
  /** The program, as its key is named. */
  from: string;
  customerName: string | null;
  customerPhone: string | null;
  customerEmail: string | null;
  booking: { id: string; reference: string; start: string } | null;
  /** False: the program named no location, so every one it serves is asked. */
  here: boolean;
  state: 'open' | 'taken' | 'settled';
  /** Who did the last step, and when; null while open and never touched. */
  by: { id: string; name: string; at: string } | null;
  /** What came of it. */
  note: string | null;
}

/** More than anybody works off in a day. */
const openMax = 200;
/** What a look back over the day is for. */
const settledMax = 50;

/**
 * What is not settled, the longest waiting first, at most 200; then what was in the last day, the newest first, at
 * most 50. Every desk asks for it four times a minute, so what is older is not looked at.
 */
export async function readHandedOver(db: Database, { tenantNo, locationId }: TerminalScope): Promise<HandedOver[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<HandedOver>({
      name: 'read-handed-over',
      text: `with listed as (
          (select e.escalation_id from escalation e
            where e.tenant_no = $1 and e.settled_at is null and gateway.is_asked_of(e, $2)
            order by e.created_at, e.escalation_id limit $3)
          union all
          (select e.escalation_id from escalation e
            where e.tenant_no = $1 and e.settled_at > now() - interval '1 day' and gateway.is_asked_of(e, $2)
            order by e.settled_at desc, e.escalation_id limit $4))
        select e.escalation_id as id, gateway.wire_time(e.created_at) as at, e.reason,
          coalesce(octet_length(e.transcript), 0) > 0 as "hasTranscript", e.channel,
          coalesce(k.name, '') as from, e.customer_name as "customerName", e.customer_phone as "customerPhone", e.customer_email as "customerEmail",
          case when b.booking_id is not null then jsonb_build_object('id', b.booking_id, 'reference', b.reference,
            'start', gateway.wire_time(b.starts_at)) end as booking,
          e.location_id is not null as here,
          case when e.settled_at is not null then 'settled' when last.step = 'taken' then 'taken' else 'open' end as state,
          case when last.step is not null then jsonb_build_object('id', last.staff_id, 'name', s.name,
            'at', gateway.wire_time(last.at)) end as by,
          last.note
        from listed
          join escalation e on e.tenant_no = $1 and e.escalation_id = listed.escalation_id
          left join lateral (select t.step, t.staff_id, t.at, t.note from escalation_step t
            where t.tenant_no = e.tenant_no and t.escalation_id = e.escalation_id order by t.step_no desc limit 1) last on true
          left join staff s on s.tenant_no = e.tenant_no and s.staff_id = last.staff_id
          left join api_key k on k.tenant_no = e.tenant_no and k.key_id = e.actor_id
          left join booking b on b.tenant_no = e.tenant_no and b.booking_id = e.booking_id
        order by e.settled_at desc nulls first, e.created_at, e.escalation_id`,
      values: [tenantNo, locationId, openMax, settledMax],
    });
    return rows;
  });
}

/** What was said before a person was asked; null: nothing came along. `no_escalation`: this location is not asked. */
export async function readTranscript(
  db: Database,
  { tenantNo, locationId }: TerminalScope,
  escalationId: string,
): Promise<{ transcript: string | null } | 'no_escalation'> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ transcript: string | null }>({
      name: 'read-transcript',
      text: `select e.transcript from escalation e
        where e.tenant_no = $1 and e.escalation_id = $3 and gateway.is_asked_of(e, $2)`,
      values: [tenantNo, locationId, escalationId],
    });
    return rows[0] ?? 'no_escalation';
  });
}

export const escalationSteps = ['taken', 'given_back', 'settled'] as const;
export type EscalationStep = (typeof escalationSteps)[number];

/** `over`: it is settled, or somebody else was faster. `no_staff`: nobody of that id proved a PIN at this terminal. */
export type StepAnswer = 'done' | 'over' | 'no_staff' | 'no_escalation';

/** Who does what about it stands in the record for good. */
export async function stepEscalation(
  db: Database,
  { tenantNo, locationId, terminalId }: TerminalScope,
  { escalationId, staffId, step, note }: { escalationId: string; staffId: string; step: EscalationStep; note?: string | undefined },
): Promise<StepAnswer> {
  const { rows } = await db.pool.query<{ answer: StepAnswer }>({
    name: 'step-escalation',
    text: 'select gateway.step_escalation($1, $2, $3, $4, $5, $6, $7) as answer',
    values: [tenantNo, locationId, terminalId, escalationId, staffId, step, note ?? null],
  });
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('gateway.step_escalation answered nothing');
  return answer;
}
