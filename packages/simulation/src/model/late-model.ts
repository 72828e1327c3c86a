import { minuteMs } from '@holdfast/domain/instant';
import { overlaps } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import type { CalendarModel, ModelBooking, ModelClaim, ModelWish } from './calendar-model.ts';
import { isOverUndo, type HouseRules, type Verdict } from './house-model.ts';

interface Late {
  resourceId: string;
  minutes: number;
  from: number;
  channel: Channel;
}

interface DayBooking {
  id: string;
  booking: ModelBooking;
}

const dayMs = 24 * 60 * minuteMs;

export interface LateDay {
  /** At their new times. */
  moved: DayBooking[];
  unmoved: { id: string; reason: Verdict }[];
}

/** What becomes of the bookings when a resource runs late, in the order of the day (UTC). */
export function lateBookings(calendar: CalendarModel, rules: HouseRules, { resourceId, minutes, from, channel }: Late): LateDay {
  const day = [...calendar.bookings]
    .map(([id, booking]): DayBooking => ({ id, booking }))
    .filter(({ booking }) => booking.status === 'booked' || booking.status === 'arrived')
    .filter(({ booking: { start, end, resourceIds } }) => resourceIds.includes(resourceId) && end > from && Math.floor(start / dayMs) === Math.floor(from / dayMs))
    .sort((a, b) => a.booking.start - b.booking.start || a.booking.end - b.booking.end || (a.id < b.id ? -1 : 1));
  const present = new Map(day.map(({ id }): [string, ModelClaim[]] => [id, calendar.claimsOf({ kind: 'booking', id })]));
  // Tried on a copy from which the whole day is taken away, the last booking first.
  const trial = calendar.copy();
  for (const { id } of day) trial.release({ kind: 'booking', id });
  const moved: DayBooking[] = [];
  const staying: DayBooking[] = [];
  const unmoved: LateDay['unmoved'] = [];
  for (const { id, booking } of day.toReversed()) {
    const shifted = { ...booking, start: booking.start + minutes * minuteMs, end: booking.end + minutes * minuteMs };
    const behind = staying.some(
      (other) => overlaps(rules.occupied(other.booking), rules.occupied(shifted)) && !overlaps(rules.occupied(other.booking), rules.occupied(booking)),
    );
    const wish = { ...shifted, range: rules.occupied(shifted), owner: { kind: 'booking', id } as const };
    const notThen = rules.whyNotThen(channel, shifted);
    const isOff = notThen === 'outside_hours' && booking.atAnyHour === true;
    const reason = behind ? 'slot_taken' : ((isOff ? null : notThen) ?? whyTaken(trial, wish, isOverUndo(channel)));
    if (reason === null) moved.unshift({ id, booking: shifted });
    else {
      unmoved.unshift({ id, reason });
      staying.unshift({ id, booking });
      trial.claims.push(...(present.get(id) ?? []));
    }
  }
  return { moved, unmoved };
}

/** Takes it; else why not. */
function whyTaken(trial: CalendarModel, wish: ModelWish, overUndo: boolean): Verdict | null {
  return trial.wouldTake(wish, overUndo) ? null : trial.whyTaken(wish, overUndo);
}
