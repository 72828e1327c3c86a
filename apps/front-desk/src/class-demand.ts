import type { ClassDemand } from '@holdfast/domain/class-sharing';
import type { ServiceRow } from '@holdfast/protocol/rows';

/** What a class of the service is of; undefined where its guests share nothing. */
export function classDemandOf(service: Pick<ServiceRow, 'id' | 'needs' | 'isClass'> | null): ClassDemand | undefined {
  return service?.isClass === true ? { serviceId: service.id, resources: service.needs.length } : undefined;
}
