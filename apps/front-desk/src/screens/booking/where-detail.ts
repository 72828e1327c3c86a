import { bookableRanges } from '@holdfast/domain/bookable-hours';
import { minuteMs } from '@holdfast/domain/instant';
import { contains, overlaps } from '@holdfast/domain/time-range';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { claimedOf, freePlaces, othersOn, type Floor, type Wish } from './slot-plan.ts';

/** How far ahead somebody who is off is still announced with a time. */
const aheadMs = 12 * 60 * minuteMs;

/** What is said beside a resource in a list of choices: free, taken until when, off until when, how many places. */
export function whereDetail(floor: Floor, resource: ResourceRow, wish: Wish, clock: Clock): string {
  const hours = bookableRanges(floor.location, resource, { start: wish.start, end: Math.max(wish.end, wish.start + aheadMs) });
  if (!hours.some((range) => contains(range, wish))) {
    const next = hours.find((range) => range.start > wish.start);
    return next === undefined ? words.form.off : words.form.offUntil(clock.time(next.start));
  }
  const free = freePlaces(floor, resource, wish);
  const claimed = claimedOf(floor, resource, wish);
  const taken = floor.busy(resource.id, claimed).filter((each) => overlaps(each, claimed));
  if (resource.capacity > 1 && othersOn(floor, resource, wish) === null && taken.every(({ kind }) => kind !== 'block')) return words.form.placesFree(free, resource.capacity);
  return free > 0 ? words.form.free : words.form.busyUntil(clock.time(Math.max(...taken.map((range) => range.end))));
}
