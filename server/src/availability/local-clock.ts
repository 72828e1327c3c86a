import type { Instant } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';
import { clockTime } from '../locations/clock-time.ts';

/** Words instants in a location's wall time, with the date where it is another than that of `around`. */
export function localClock(timeZone: string, around: Instant): (instant: Instant) => string {
  const day = dayOf(around, timeZone);
  return (instant) => {
    const date = dayOf(instant, timeZone);
    const time = clockTime(instant, timeZone);
    return date === day ? time : `${date} ${time}`;
  };
}
