import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';

/** The service as a booking on these resources was sold: what a service needs may have changed since. */
export function serviceAsSold(services: readonly ServiceRow[], serviceId: string | null, resourceIds: readonly string[], resources: readonly Pick<ResourceRow, 'id' | 'kind'>[]): ServiceRow | null {
  const service = services.find(({ id }) => id === serviceId) ?? null;
  const kinds = resourceIds.flatMap((id) => resources.find((resource) => resource.id === id)?.kind ?? []);
  const isKnown = kinds.length > 0 && kinds.length === resourceIds.length;
  if (service === null || !isKnown || kinds.toSorted().join() === service.needs.toSorted().join()) return service;
  return { ...service, needs: kinds };
}
