import type { TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { inTheWay } from '../availability/in-the-way.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { horizonMs } from './late-openings.ts';

type Reader = Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'read' | 'claims'>;

/** All that lies on these resources then and as far around as other times are looked for, time kept for an undo too. */
export function readAround(context: Reader, resources: readonly CatalogueResource[], { start, end }: TimeRange): Promise<LiveClaim[]> {
  return readBusy(claimsOf(context), context.catalogue, resources, { start: start - horizonMs, end: end + horizonMs });
}

/** What of it stands in the way of who asks on this channel. */
export async function readInTheWay(context: Reader, channel: Channel, resources: readonly CatalogueResource[], range: TimeRange): Promise<LiveClaim[]> {
  return inTheWay(await readAround(context, resources, range), { channel });
}
