import type { Instant } from './instant.ts';
import { dayOf, dayRange } from './opening-hours.ts';
import type { TimeRange } from './time-range.ts';

/** What a resource allows of overbooking on purpose; a `ResourceRow` is one. Left out: none. */
export interface SqueezeRules {
  readonly capacity: number;
  readonly squeezeLanes?: number | undefined;
  readonly squeezePerDay?: number | undefined;
}

/** The lanes that only a squeeze-in may take, lowest first: those after the capacity. */
export function squeezeLanesOf({ capacity, squeezeLanes = 0 }: SqueezeRules): number[] {
  return Array.from({ length: squeezeLanes }, (_, i) => capacity + 1 + i);
}

/** Whether a lane is one of those: what lies in it was squeezed in, or is left of before a cut of the capacity. */
export function isSqueezeLane({ capacity }: { readonly capacity: number }, lane: number): boolean {
  return lane > capacity;
}

/**
 * The local day among whose squeeze-ins one counts: that on which it begins to occupy the resource, preparation
 * included. Of a booking at midnight that is the day before where something has to be prepared.
 */
export function squeezeDay(occupiedFrom: Instant, timeZone: string): TimeRange {
  return dayRange(dayOf(occupiedFrom, timeZone), timeZone);
}

/** Whether one more may be squeezed in on a local day on which so many bookings are: each counts once, however many it is for. */
export function maySqueezeIn({ squeezeLanes = 0, squeezePerDay = 0 }: SqueezeRules, squeezedThatDay: number): boolean {
  return squeezeLanes > 0 && squeezedThatDay < squeezePerDay;
}
