import type { CommandKind } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { CustomerContact } from '../commands/plan.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { SettingKind } from '../locations/setting-history.ts';

/** A booking as the record keeps it. `customer`: where a command corrected one; null: there was none before. */
export type RecordedBooking = BookingRow & { customer?: CustomerContact | null };

/** What a command did, as the record tells it. */
export interface RecordedEvent {
  kind: CommandKind | SettingKind;
  channel: Channel;
  subjectId: string | null;
  refusalReason: string | null;
  /** Of a command about bookings: one as itself, several as a list. */
  before: RecordedBooking | { bookings: RecordedBooking[] } | null;
  after: RecordedBooking | { bookings: RecordedBooking[] } | null;
  /** Another command took it back. */
  undone: boolean;
}

/** Null when nothing with this command id happened at this location. */
export async function readEvent(context: DecisionContext, commandId: string): Promise<RecordedEvent | null> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<RecordedEvent>({
      name: 'read-event',
      text: `select e.kind, e.channel, e.subject_id as "subjectId", e.refusal_reason as "refusalReason", e.before, e.after,
          exists (select from event u where u.tenant_no = e.tenant_no and u.undoes = e.command_id) as undone
        from event e where e.tenant_no = $1 and e.command_id = $2 and e.location_id = $3`,
      values: [tenantNo, commandId, catalogue.location.id],
    });
    return rows[0] ?? null;
  });
}
