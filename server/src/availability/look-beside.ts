import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { DecisionContext } from '../commands/handler.ts';
import type { ComingClaim } from '../commands/coming-claims.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readBusy } from './busy-claims.ts';
import { claimsOf } from './claim-source.ts';
import type { LiveClaim } from './claim-sql.ts';

/**
 * What keeps these resources busy, and what others who decide beside it are about to take of them: who may choose
 * leaves that to them. Under the lock nobody does.
 */
export async function lookBeside(
  context: DecisionContext,
  resources: readonly CatalogueResource[],
  range: TimeRange,
): Promise<{ busy: LiveClaim[]; coming: LiveClaim[] }> {
  const look = (): Promise<LiveClaim[]> => readBusy(claimsOf(context), context.catalogue, resources, range);
  if (!context.beside) return { busy: await look(), coming: [] };
  const { seen, coming } = await context.beside(look);
  return { busy: seen, coming: laidOn(coming.filter((claim) => overlaps(claim, range)), resources) };
}

/** Of resources with one lane alone: of several nobody knows yet which one it will be, and mostly there is another. */
function laidOn(coming: readonly ComingClaim[], resources: readonly CatalogueResource[]): LiveClaim[] {
  const single = new Set(resources.filter(({ capacity }) => capacity === 1).map(({ resourceNo }) => resourceNo));
  return coming.filter(({ resourceNo }) => single.has(resourceNo)).map((claim) => ({ ...claim, lane: 1, classKey: null }));
}
