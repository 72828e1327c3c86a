import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { ServiceRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { WaitlistEntry } from '../desk.ts';
import { isUnanswered, type OutboxRecord } from '../outbox/outbox-record.ts';

/**
 * The list as it will be once this terminal's commands have their answers: who joins here stands at its end, who is
 * taken off or accepts is gone. `records` are those that the base does not contain yet, in tap order.
 */
export function foldWaitlist(
  base: readonly WaitlistEntryRow[],
  records: readonly OutboxRecord[],
  serviceOf: (serviceId: string) => ServiceRow | undefined,
): WaitlistEntry[] {
  const entries = new Map<string, WaitlistEntry>(base.map((row) => [row.id, { row, certainty: 'confirmed' }]));
  for (const record of records) {
    // Answered no, or unreadable: it changes nothing here and asks for a decision elsewhere.
    if (record.state === 'refused' || record.state === 'stuck') continue;
    const { command } = record;
    if (command.kind === 'join_waitlist') {
      if (!entries.has(command.args.entryId)) entries.set(command.args.entryId, { row: joined(command), certainty: certaintyOf(record) });
      continue;
    }
    if (!('entryId' in command.args)) continue;
    const entry = entries.get(command.args.entryId);
    if (!entry) continue;
    const row = changed(entry.row, command as WaitlistCommand, serviceOf);
    if (row) entries.set(row.id, { row, certainty: isUnanswered(record) ? 'waiting' : entry.certainty });
    else entries.delete(entry.row.id);
  }
  return [...entries.values()];
}

type Tending = 'leave_waitlist' | 'offer_waitlist' | 'accept_offer' | 'decline_offer';
type WaitlistCommand = { [K in Tending]: CommandOf<K> }[Tending];

const certaintyOf = (record: OutboxRecord): WaitlistEntry['certainty'] => (isUnanswered(record) ? 'waiting' : 'confirmed');

function joined({ args, locationId, channel, tappedAt }: CommandOf<'join_waitlist'>): WaitlistEntryRow {
  const { entryId, serviceId, from, to, resourceIds, customer, partySize = 1, notes = '' } = args;
  return {
    id: entryId,
    locationId,
    serviceId,
    from,
    to,
    resourceIds,
    partySize,
    customerId: customer.id,
    customerName: customer.name,
    customerPhone: customer.phone ?? null,
    notes,
    channel,
    status: 'waiting',
    holdId: null,
    offerUntil: null,
    offer: null,
    bookingId: null,
    joinedAt: tappedAt,
  };
}

/** The entry as the command wants it; null: it is off the list. */
function changed(row: WaitlistEntryRow, command: WaitlistCommand, serviceOf: (serviceId: string) => ServiceRow | undefined): WaitlistEntryRow | null {
  switch (command.kind) {
    case 'leave_waitlist':
    case 'accept_offer':
      return null;
    case 'decline_offer':
      return { ...row, status: 'waiting', holdId: null, offer: null, offerUntil: null, lapses: 0 };
    case 'offer_waitlist': {
      const { start, resourceIds, holdId } = command.args;
      const end = toWire(fromWire(start) + (serviceOf(row.serviceId)?.durationMinutes ?? 0) * minuteMs);
      // Until when it stands the server says; nothing counts down before that.
      return { ...row, status: 'offered', holdId, offer: { start, end, resourceIds }, offerUntil: null };
    }
  }
}
