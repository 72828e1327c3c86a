import { closedBy } from '@holdfast/domain/bookable-hours';
import type { BookingTimeProblem } from '@holdfast/domain/booking-time';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';

/** One plain sentence for the record and for callers without a screen. */
export function timeProblemDetail(
  problem: BookingTimeProblem,
  { location, resources: known }: Catalogue,
  { range, resources }: { range: TimeRange; resources: readonly CatalogueResource[] },
): string {
  switch (problem) {
    case 'invalid_times':
      return 'The end must come after the start, within a week of it, and the start within two years from now.';
    case 'past':
      return 'That time has passed.';
    case 'outside_hours': {
      const closed = closedBy(location, resources, range);
      const away = closed?.whose === 'resource' ? known.get(closed.resourceId) : undefined;
      return away === undefined
        ? `${location.name} is closed for part of that time.`
        : `${away.name} is not available for part of that time.`;
    }
  }
}
