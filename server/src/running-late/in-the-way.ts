import type { TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { inTheWay } from '../availability/in-the-way.ts';
import { besideMs, widened } from '../availability/slot-search.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { horizonMs } from './late-openings.ts';

type Reader = Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'now' | 'read' | 'claims'>;

/** All that lies on these resources then and as far around as other times are looked for, time kept for an undo too. */
export function readAround(context: Reader, resources: readonly CatalogueResource[], { start, end }: TimeRange): Promise<LiveClaim[]> {
  return readBusy(claimsOf(context), context.catalogue, resources, { start: start - horizonMs, end: end + horizonMs });
}

/**
 * What stands in the way of who asks on this channel for another time than that of a slot. Where that has passed, others are
 * looked for from now on, so as far ahead of now; and what a booking keeps free around itself is looked at with it.
 */
export async function readInTheWay(context: Reader, channel: Channel, resources: readonly CatalogueResource[], { range, occupied }: PlannedSlot): Promise<LiveClaim[]> {
  const passedMs = Math.max(0, context.now - range.start);
  const around = widened({ start: occupied.start, end: occupied.end + passedMs }, besideMs(context.catalogue));
  return inTheWay(await readAround(context, resources, around), { channel });
}
