import { randomUUID } from 'node:crypto';
import { fromWire, toWire, type Instant } from '@holdfast/domain/instant';
import type { TooLate } from '@holdfast/domain/late-elsewhere';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import type { PlannedMessage } from '../commands/plan.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import type { BookingElsewhere, Delay, LateAt, LateNotice, NoticedBooking, ToldOf } from './elsewhere-sql.ts';

/** When its customer can begin at the earliest. */
export function earliestStart({ elsewhere, reachedAt }: TooLate<BookingElsewhere>): Instant {
  return elsewhere.given.start + reachedAt - elsewhere.start;
}

/**
 * What the staff of the other locations have to tell their customers: who cannot begin when they were told, and who was
 * told so and can after all. Nothing of what was told before and is still so. Of delays at several places the later start is
 * it, and each is remembered: it may be the one that is left. `looked` is all that was looked at there, `late` what of it the
 * person comes too late for.
 */
export function tellElsewhere(looked: readonly BookingElsewhere[], late: readonly TooLate<BookingElsewhere>[], lateAt: LateAt): PlannedMessage[] {
  const earliest = new Map(late.map((each) => [each.elsewhere, earliestStart(each)]));
  return looked.flatMap((booking) => {
    const { given, delays } = booking;
    const isOurs = (delay: Delay): boolean => delay.lateAt.resourceId === lateAt.resourceId && delay.lateAt.day === lateAt.day;
    const delay: Delay = { given: toWire(given.start), start: toWire(earliest.get(booking) ?? given.start), lateAt };
    const said = startBy(latestOf(booking, delays.filter(isOurs)), given);
    const counts = latestOf(booking, [delay, ...delays.filter((other) => !isOurs(other))]) ?? delay;
    const [known, start] = [knownStart(booking), startBy(counts, given)];
    if (start === known && fromWire(delay.start) === said) return [];
    const notice = noticeOf(booking, known, start, counts.lateAt);
    return [{ ...notice, body: { ...notice.body, delay } }];
  });
}

/**
 * What they have to tell instead once a delay is taken back, where that changes anything: of who was told nothing the record
 * knows that it is no news (`gateway.is_late_news`). So it does where the notice that remains was of another delay, too,
 * which is no more.
 */
export function takeBackElsewhere(noticed: readonly NoticedBooking[]): PlannedMessage[] {
  return noticed.flatMap(({ remains, ...booking }) => {
    const { given, delays, notice: last } = booking;
    const counts = latestOf(booking, delays);
    const [known, start] = [knownStart(booking), startBy(counts, given)];
    const lateAt = (counts ?? last)?.lateAt;
    if ((known === start && knownStart({ given, notice: remains }) === start) || lateAt === undefined) return [];
    // Who was to hear already that they are in time knows what they were told before.
    const before = known === given.start && isOf(last, given) ? fromWire(last.before) : known;
    const notice = noticeOf(booking, before, start, lateAt);
    return [{ ...notice, body: { ...notice.body, takesBack: true } }];
  });
}

/** Of several delays the one that it begins latest by; none of before it was put where it is. */
function latestOf({ given }: Pick<ToldOf, 'given'>, delays: readonly Delay[]): Delay | undefined {
  return delays.filter((delay) => fromWire(delay.given) === given.start).toSorted((a, b) => fromWire(b.start) - fromWire(a.start))[0];
}

function startBy(delay: Delay | undefined, given: TimeRange): Instant {
  return delay === undefined ? given.start : fromWire(delay.start);
}

/** When it begins by what its staff know: as booked, unless they were told otherwise since it was put there. */
function knownStart({ given, notice }: Pick<BookingElsewhere, 'given' | 'notice'>): Instant {
  return isOf(notice, given) ? fromWire(notice.start) : given.start;
}

/** Whether it is of the booking where it is now. */
function isOf(notice: LateNotice | null, given: TimeRange): notice is LateNotice {
  return notice !== null && Math.min(fromWire(notice.before), fromWire(notice.start)) === given.start;
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
      turn: booking.lastTurn + 1,
      timeZone,
      customerTimeZone,
      ...clocksWhereTheyDiffer(now, timeZone, customerTimeZone),
    },
  };
}
