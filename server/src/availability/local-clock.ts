import type { Instant } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';

/** Words instants in a location's wall time, with the date where it is another than that of `around`. */
export function localClock(timeZone: string, around: Instant): (instant: Instant) => string {
  const day = dayOf(around, timeZone);
  return (instant) => {
    const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
    const time = wall.toPlainTime().toString({ smallestUnit: 'minute' });
    const date = wall.toPlainDate().toString();
    return date === day ? time : `${date} ${time}`;
  };
}
