import { minuteMs } from '@holdfast/domain/instant';
import type { CalendarModel } from './calendar-model.ts';

export interface TooLateThere {
  start: number;
  end: number;
  /** Before then it cannot begin. */
  earliest: number;
}

const dayMs = 24 * 60 * minuteMs;

/**
 * What whoever is late comes too late for at the other place: all that is left for them here that day ends later, moved or not,
 * and there is the way. Who begins late there ends late there. `calendar`: before anything moves.
 */
export function tooLateThere(calendar: CalendarModel, resourceId: string, from: number, minutes: number): TooLateThere[] {
  const tie = calendar.tieOf(resourceId);
  if (!tie) return [];
  const ofPerson = ({ bookings }: CalendarModel, id: string, ...states: readonly string[]) =>
    [...bookings.values()].filter(({ status, resourceIds }) => states.includes(status) && resourceIds.includes(id)).toSorted((a, b) => a.start - b.start);
  const left = ofPerson(calendar, resourceId, 'booked', 'arrived', 'in_service').filter(
    ({ start, end, status }) => Math.floor(start / dayMs) === Math.floor(from / dayMs) && (end > from || status === 'in_service'),
  );
  const late = left.map(({ start, end }) => ({ start, end: Math.max(end, from) + minutes * minuteMs, wayMs: tie.travelMs }));
  const last = Math.max(from, ...left.map(({ end }) => end)) + dayMs;
  const told: TooLateThere[] = [];
  for (const { start, end } of ofPerson(tie.calendar, tie.resourceId, 'booked', 'arrived').filter(({ start }) => start >= from && start < last)) {
    const reachedAt = Math.max(...late.filter((stop) => stop.start <= start).map((stop) => stop.end + stop.wayMs));
    if (reachedAt <= start) continue;
    told.push({ start, end, earliest: reachedAt });
    late.push({ start, end: end + reachedAt - start, wayMs: 0 });
  }
  return told;
}
