import { minuteMs } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelBooking, ModelClaim, ModelWish } from './calendar-records.ts';
import { isOverUndo, type HouseRules, type Verdict } from './house-model.ts';
import { namedWhereShared } from './named-lanes.ts';

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
  /** What those that move ask of the record. */
  wishes: ModelWish[];
}

/** What becomes of the bookings when a resource runs late, in the order of the day (UTC). */
export function lateBookings(calendar: CalendarModel, rules: HouseRules, late: Late): LateDay {
  // Who stays, and whose place somebody was given meanwhile, keeps it until they are asked, in another try.
  const reserved = new Set<string>();
  for (;;) {
    const { lost, ...day } = tryOut(calendar, rules, late, reserved);
    if (lost.length === 0) return day;
    for (const id of lost) reserved.add(id);
  }
}

function tryOut(calendar: CalendarModel, rules: HouseRules, { resourceId, minutes, from, channel }: Late, reserved: ReadonlySet<string>): LateDay & { lost: string[] } {
  const wishFor = (id: string, booking: ModelBooking): ModelWish => ({ ...booking, range: rules.occupied(booking), owner: { kind: 'booking', id } });
  const spanOf = (booking: ModelBooking): TimeRange => calendar.spanOn(resourceId, { range: rules.occupied(booking), isBare: booking.isBare });
  const day = [...calendar.bookings]
    .map(([id, booking]): DayBooking => ({ id, booking }))
    .filter(({ booking }) => booking.status === 'booked' || booking.status === 'arrived')
    .filter(({ booking: { start, end, resourceIds } }) => resourceIds.includes(resourceId) && end > from && Math.floor(start / dayMs) === Math.floor(from / dayMs))
    .sort((a, b) => a.booking.start - b.booking.start || a.booking.end - b.booking.end || (a.id < b.id ? -1 : 1));
  const present = new Map(day.map(({ id }): [string, ModelClaim[]] => [id, calendar.claimsOf({ kind: 'booking', id })]));
  // Tried on a copy from which the whole day is taken away, and what is in nobody's way; the last booking first.
  const trial = calendar.copy();
  trial.claims = trial.claims.filter((claim) => !trial.givesWay(claim, isOverUndo(channel)));
  for (const { id } of day) if (!reserved.has(id)) trial.release({ kind: 'booking', id });
  const moved: DayBooking[] = [];
  const staying: DayBooking[] = [];
  const unmoved: LateDay['unmoved'] = [];
  for (const { id, booking } of day.toReversed()) {
    trial.release({ kind: 'booking', id });
    const shifted = { ...booking, start: booking.start + minutes * minuteMs, end: booking.end + minutes * minuteMs };
    const behind = staying.some(
      (other) => overlaps(spanOf(other.booking), spanOf(shifted)) && !overlaps(spanOf(other.booking), spanOf(booking)),
    );
    const notThen = rules.whyNotThen(channel, shifted);
    const isOff = notThen === 'outside_hours' && booking.atAnyHour === true;
    const reason = behind ? 'slot_taken' : ((isOff ? null : notThen) ?? whyTaken(trial, wishFor(id, shifted), isOverUndo(channel)));
    if (reason === null) moved.unshift({ id, booking: shifted });
    else {
      unmoved.unshift({ id, reason });
      staying.unshift({ id, booking });
      trial.claims.push(...(present.get(id) ?? []));
    }
  }
  const wishes = moved.map(({ id, booking }) => wishFor(id, booking));
  const given = moved.flatMap(({ id }) => trial.claimsOf({ kind: 'booking', id }));
  const isGiven = (claim: ModelClaim): boolean => given.some((other) => other.resourceId === claim.resourceId && (other.lane === claim.lane || other.sharedBy !== claim.sharedBy) && overlaps(other, claim));
  const lost = staying.filter(({ id }) => !reserved.has(id) && present.get(id)?.some(isGiven)).map(({ id }) => id);
  return { moved, unmoved, lost, wishes: findsLanes(calendar, wishes) ? wishes : namedWhereShared(wishes, trial) };
}

/** Whether the record finds lanes for all of them by itself, with all that is kept for an undo being kept. */
function findsLanes(calendar: CalendarModel, wishes: readonly ModelWish[]): boolean {
  const record = calendar.copy();
  record.claims = record.claims.filter((claim) => !record.givesWay(claim, false));
  for (const { owner } of wishes) record.release(owner);
  return record.wouldTakeAll(wishes, false);
}

/** Takes it; else why not. */
function whyTaken(trial: CalendarModel, wish: ModelWish, overUndo: boolean): Verdict | null {
  return trial.wouldTake(wish, overUndo) ? null : trial.whyTaken(wish, overUndo);
}
