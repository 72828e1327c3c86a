import pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** What a person is asked to take over. */
export interface Escalation {
  escalationId: string;
  /** Null: the asker serves several locations and named none. */
  locationId: string | null;
  bookingId: string | null;
  actorId: string;
  channel: string;
  reason: string;
  transcript: string | null;
  customerName: string | null;
  customerPhone: string | null;
  customerEmail: string | null;
}

export interface EscalationCommand {
  id: string;
  /** SHA-256 of what was asked, hex. */
  fingerprint: string;
  /** Of the sending: tells it from its repeats. */
  outboxId: string;
}

/** Stores it once per command id. `known`: the id has an answer, whatever it was for. */
export async function insertEscalation(
  db: Database,
  tenantNo: TenantNo,
  command: EscalationCommand,
  escalation: Escalation,
): Promise<'stored' | 'known'> {
  try {
    await db.query({
      name: 'record-escalation',
      text: 'select gateway.record_escalation($1, $2, $3)',
      values: [
        tenantNo,
        JSON.stringify({ ...command, kind: 'escalate', seq: 1 }),
        JSON.stringify({
          escalation_id: escalation.escalationId,
          location_id: escalation.locationId,
          booking_id: escalation.bookingId,
          actor_id: escalation.actorId,
          channel: escalation.channel,
          reason: escalation.reason,
          transcript: escalation.transcript,
          customer_name: escalation.customerName,
          customer_phone: escalation.customerPhone,
          customer_email: escalation.customerEmail,
        }),
      ],
    });
    return 'stored';
  } catch (fault) {
    if (fault instanceof pg.DatabaseError && fault.code === 'HF000') return 'known';
    throw fault;
  }
}

/** RFC 3339, UTC; null when there is none with this id. */
export async function readEscalationTime(db: Database, tenantNo: TenantNo, escalationId: string): Promise<string | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ at: string }>({
      name: 'escalation-time',
      text: 'select gateway.wire_time(created_at) as at from escalation where tenant_no = $1 and escalation_id = $2',
      values: [tenantNo, escalationId],
    });
    return rows[0]?.at ?? null;
  });
}
