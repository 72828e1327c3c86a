import type { TimeRange } from '@holdfast/domain/time-range';
import { isOverUndo, type Channel } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { horizonMs } from './late-openings.ts';

/** What stands in the way of these resources then and as far around as other times are looked for. */
export async function readInTheWay(
  context: Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'read' | 'claims'>,
  channel: Channel,
  resources: readonly CatalogueResource[],
  { start, end }: TimeRange,
): Promise<LiveClaim[]> {
  const claims = await readBusy(claimsOf(context), context.catalogue, resources, { start: start - horizonMs, end: end + horizonMs });
  return isOverUndo(channel) ? claims.filter(({ yields }) => !yields) : claims;
}
