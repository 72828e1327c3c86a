import { wallAt } from '@holdfast/domain/clock-period';
import type { Instant } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';

/** Words instants in a location's wall time, with the date where it is another than that of `around`. */
export function localClock(timeZone: string, around: Instant): (instant: Instant) => string {
  const day = dayOf(around, timeZone);
  return (instant) => {
    const [date = '', wall = ''] = new Date(wallAt(instant, timeZone)).toISOString().split('T');
    const time = wall.slice(0, 5);
    return date === day ? time : `${date} ${time}`;
  };
}
