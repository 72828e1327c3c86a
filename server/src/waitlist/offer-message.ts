import { randomUUID } from 'node:crypto';
import type { Catalogue } from '../locations/catalogue.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import type { MessageKind, PlannedMessage } from '../commands/plan.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

interface Opening {
  holdId: string;
  /** RFC 3339. */
  start: string;
  end: string;
  resourceIds: readonly string[];
  /** What they must have before it can be theirs: approval is nothing that a link could give. */
  asks?: 'approval' | 'deposit' | null;
}

/**
 * To somebody who waits: an opening is held for them, or was and somebody else of several was faster. The deadline is
 * the hold's (the database's clock sets it), so a reader looks it up there. The link is a path below the public
 * address; the hold's random id is what lets its reader in. None where a manager has to book it for them: they are rung up.
 */
export function waitlistMessage(
  kind: Extract<MessageKind, 'waitlist_offer' | 'waitlist_taken'>,
  { row, customerEmail }: WaitingEntry,
  opening: Opening,
  { location }: Catalogue,
): PlannedMessage {
  const { holdId, start, end, resourceIds, asks = null } = opening;
  return {
    message_id: randomUUID(),
    kind,
    to_name: row.customerName,
    to_phone: row.customerPhone,
    to_email: customerEmail,
    subject_id: row.id,
    body: {
      entryId: row.id,
      serviceId: row.serviceId,
      start,
      end,
      resourceIds,
      timeZone: location.timeZone,
      customerTimeZone: row.customerTimeZone ?? null,
      ...clocksWhereTheyDiffer(opening, location.timeZone, row.customerTimeZone),
      ...(kind === 'waitlist_offer' ? { holdId, ...(asks === null ? {} : { asks }) } : {}),
      ...(kind === 'waitlist_offer' && asks !== 'approval' ? { link: `/book/${location.slug}/offers/${row.id}/${holdId}` } : {}),
    },
  };
}
