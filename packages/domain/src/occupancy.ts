import { minuteMs } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** What a booking of `range` takes from its resources: the service's preparation before and cleanup after. */
export function occupied(
  range: TimeRange,
  service: { readonly preparationMinutes: number; readonly cleanupMinutes: number },
): TimeRange {
  return {
    start: range.start - service.preparationMinutes * minuteMs,
    end: range.end + service.cleanupMinutes * minuteMs,
  };
}
