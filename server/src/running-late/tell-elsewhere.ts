import { randomUUID } from 'node:crypto';
import { fromWire, toWire, type Instant } from '@holdfast/domain/instant';
import type { TooLate } from '@holdfast/domain/late-elsewhere';
import { durationMs } from '@holdfast/domain/time-range';
import type { PlannedMessage } from '../commands/plan.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import type { BookingElsewhere, LateAt, NoticedBooking, ToldOf } from './elsewhere-sql.ts';

/** When its customer can begin at the earliest. */
export function earliestStart({ elsewhere, reachedAt }: TooLate<BookingElsewhere>): Instant {
  return elsewhere.given.start + reachedAt - elsewhere.start;
}

/**
 * What the staff of the other locations have to tell their customers: who cannot begin when they were told, and who was
 * told so and can after all. Nothing of what was told before and is still so. `looked` is all that was looked at there,
 * `late` what of it the person comes too late for.
 */
export function tellElsewhere(looked: readonly BookingElsewhere[], late: readonly TooLate<BookingElsewhere>[], lateAt: LateAt): PlannedMessage[] {
  const earliest = new Map(late.map((each) => [each.elsewhere, earliestStart(each)]));
  return looked.flatMap((booking) => {
    const start = earliest.get(booking) ?? booking.given.start;
    const known = knownStart(booking);
    // A delay at one location says nothing of one at another, or on another day: both count, and the later start is it.
    const isOurs = booking.notice?.lateAt.resourceId === lateAt.resourceId && booking.notice.lateAt.day === lateAt.day;
    return start > known || (isOurs && start < known) ? [noticeOf(booking, known, start, lateAt)] : [];
  });
}

/**
 * What they have to tell instead once a delay is taken back, where that changes anything: of who was told nothing the record
 * knows that it is no news (`gateway.is_late_news`).
 */
export function takeBackElsewhere(noticed: readonly NoticedBooking[]): PlannedMessage[] {
  return noticed.flatMap(({ stays, ...booking }) => {
    const [known, start] = [knownStart(booking), knownStart({ ...booking, notice: stays })];
    const lateAt = (stays ?? booking.notice)?.lateAt;
    if (known === start || lateAt === undefined) return [];
    const notice = noticeOf(booking, known, start, lateAt);
    return [{ ...notice, body: { ...notice.body, takesBack: true } }];
  });
}

/** When it begins by what its staff know: as booked, unless they were told otherwise since it was put there. */
function knownStart({ given, notice }: Pick<BookingElsewhere, 'given' | 'notice'>): Instant {
  if (notice === null) return given.start;
  const [before, start] = [fromWire(notice.before), fromWire(notice.start)];
  return Math.min(before, start) === given.start ? start : given.start;
}

/** Even where nobody is named: its staff have to know. It stands as long as `gateway.is_late_news` says so. */
function noticeOf(booking: ToldOf, known: Instant, start: Instant, lateAt: LateAt): PlannedMessage {
  const { given, timeZone, customerTimeZone, bookingId, serviceId, resourceIds, resourceId: lateResourceId } = booking;
  const isBack = start === given.start;
  const now = { start: toWire(start), end: toWire(start + durationMs(given)) };
  return {
    message_id: randomUUID(),
    location_id: booking.locationId,
    kind: 'running_late',
    to_name: booking.toName,
    to_phone: booking.toPhone,
    to_email: booking.toEmail,
    subject_id: bookingId,
    body: {
      bookingId,
      serviceId,
      before: toWire(isBack ? known : given.start),
      ...now,
      resourceIds,
      lateResourceId,
      lateAt,
      turn: (booking.notice?.turn ?? 0) + 1,
      timeZone,
      customerTimeZone,
      ...clocksWhereTheyDiffer(now, timeZone, customerTimeZone),
    },
  };
}
