import { fromWire } from '@holdfast/domain/instant';
import type { DecisionContext } from '../commands/handler.ts';
import { suitableResources } from '../availability/openings.ts';
import { bookedSlot } from '../bookings/booked-slot.ts';
import { readBookings } from '../bookings/booking-sql.ts';
import { wantedSlot } from '../bookings/planned-slot.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import type { MessageLogged } from '../messages/message-sql.ts';
import { readInTheWay } from './in-the-way.ts';
import { offerInstead } from './offer-instead.ts';

/** Whether it is still to tell somebody that whoever they come to is late from another location. */
export function isLateNotice({ status, body: { lateAt, before = '', start = '' } }: MessageLogged): boolean {
  return status === 'queued' && lateAt !== undefined && start > before;
}

/**
 * The messages, those about somebody late from another location with what their customers can be given instead. Looked
 * for when it is asked, so that it is free then: one found when the delay became known would long be sold.
 */
export async function withOffersInstead(
  context: Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'now' | 'read'>,
  messages: readonly MessageLogged[],
): Promise<MessageLogged[]> {
  const { catalogue, now } = context;
  const notices = messages.filter(isLateNotice);
  const bookings = await readBookings(context, notices.flatMap(({ subjectId }) => subjectId ?? []));
  const offered = new Map<MessageLogged, MessageLogged>();
  for (const notice of notices) {
    const booking = bookings.get(notice.subjectId ?? '');
    const { start, lateResourceId, customerTimeZone } = notice.body;
    if (booking === undefined || start === undefined || lateResourceId === undefined) continue;
    const slot = bookedSlot(catalogue, booking);
    const claims = await readInTheWay(context, 'desk', suitableResources(catalogue, wantedSlot(slot)), slot);
    const alternatives = offerInstead({ catalogue, now, booking, lateResourceId, earliest: fromWire(start), claims }).map(
      (opening) => ({ ...opening, ...clocksWhereTheyDiffer(opening, catalogue.location.timeZone, customerTimeZone) }),
    );
    offered.set(notice, { ...notice, body: { ...notice.body, alternatives } });
  }
  return messages.map((message) => offered.get(message) ?? message);
}
