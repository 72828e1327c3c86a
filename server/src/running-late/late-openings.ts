import { minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { openingsNear } from '../availability/openings.ts';
import type { WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';

/** How far from the present time another is looked for, for those who cannot wait. */
export const horizonMs = 24 * 60 * minuteMs;
export const offersMax = 3;

/** A resource and while it is not to be had, though nothing is booked then. */
export type Away = TimeRange & { resource: CatalogueResource };

export interface LateWish {
  catalogue: Catalogue;
  channel: Channel;
  wanted: WantedSlot;
  /** All that keeps busy what could serve instead, as far as the horizon reaches; of the booking itself nothing. */
  claims: readonly LiveClaim[];
  away: readonly Away[];
  earliest: Instant;
  limit?: number;
}

/** Other times, nearest first, unheld: a person goes through the list for longer than anything is held. */
export function lateOpenings({ catalogue, channel, wanted, claims, away, earliest, limit = offersMax }: LateWish): Alternative[] {
  const spans = away.map(({ resource, start, end }) => ({ resourceNo: resource.resourceNo, lane: 'all' as const, start, end }));
  return openingsNear(catalogue, channel, wanted, claims, { earliest, limit, horizonMs }, spans).map(
    ({ start, end, resourceIds }) => ({ start: toWire(start), end: toWire(end), resourceIds: [...resourceIds] }),
  );
}
