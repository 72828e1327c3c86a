import { neededBy } from '@holdfast/domain/needs';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';

/** A service, or as what it was sold: needing the kinds that a booking of it has, where it needs others today. */
export interface SoldService extends ServiceRow {
  isAsSold?: true;
}

/** What is sold keeps what it was sold with, whatever its service needs by now. */
export function withNeeds(service: ServiceRow, needs: readonly string[]): SoldService {
  const isSame = service.needs.toSorted().join() === needs.toSorted().join();
  return isSame || needs.length === 0 ? service : { ...service, needs: [...needs], isAsSold: true };
}

/** The service as these resources, named for a booking that was sold with `sold`, are to serve it; `sold` undefined: it is new. */
export function serviceSold(service: ServiceRow, sold: readonly string[] | undefined, named: readonly CatalogueResource[]): SoldService {
  return sold === undefined ? service : withNeeds(service, neededBy(service.needs, sold, named));
}

/** The kinds that something was sold with. */
export function kindsOf({ resources }: Pick<Catalogue, 'resources'>, resourceIds: readonly string[]): string[] {
  return resourceIds.flatMap((id) => resources.get(id)?.kind ?? []);
}
