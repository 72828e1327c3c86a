import { minuteMs } from '@holdfast/domain/instant';
import { addDays } from '@holdfast/domain/opening-hours';
import { showingsOf } from '@holdfast/domain/shown-twice';
import { instantOf } from '../opening.ts';

/** Further from its start than this a typed end is not meant for the next day. */
const nightMs = 12 * 60 * minuteMs;

/** What a typed start may mean: the instants at which the clock shows `wall` that day, two where it is put back over it. */
export function startsAt(day: string, wall: string, timeZone: string): readonly number[] {
  return showingsOf(instantOf(day, wall, timeZone), timeZone);
}

/**
 * What a typed end may mean, never empty: the times of that day after the start; where there are none, those of the next
 * day, for a night shift ends at 02:00. An end that is too far for that is before its start, and refused by whoever asks.
 */
export function endsAfter(start: number, day: string, wall: string, timeZone: string): readonly number[] {
  const sameDay = startsAt(day, wall, timeZone);
  const after = sameDay.filter((at) => at > start);
  if (after.length > 0) return after;
  const next = startsAt(addDays(day, 1), wall, timeZone).filter((at) => at - start <= nightMs);
  return next.length > 0 ? next : sameDay;
}

/** The one of several that was chosen, by its number from 0; the last where there are not so many. */
export function chosenOf(instants: readonly number[], which: number): number {
  return instants[Math.min(which, instants.length - 1)] ?? Number.NaN;
}
