import type { TimeRange } from './time-range.ts';

/** What may be sold to a class, and then to nothing else at the same time; a `ResourceRow` is one. */
export interface ClassRules {
  readonly capacity: number;
  readonly oneClassAtATime?: boolean | undefined;
}

/** Of a service whose guests share a class: whose they are, and of how many resources each class is. */
export interface ClassDemand {
  readonly serviceId: string;
  readonly resources: number;
}

/** Whether all who are on the resource at one time are of one class. With a single place there is nobody to share it with. */
export function keepsClassesApart({ capacity, oneClassAtATime = false }: ClassRules): boolean {
  return oneClassAtATime && capacity > 1;
}

/**
 * A name for the class that a booking is of: bookings of a class service for the same time with the same resources are of
 * one. Null for a service that is no class, and for none: nobody shares what they have. `gateway.class_key` makes the same.
 */
export function classKey(service: { readonly id: string; readonly isClass?: boolean } | null, { start, end }: TimeRange, resourceIds: readonly string[]): string | null {
  return service?.isClass === true ? [service.id, start, end, ...resourceIds.toSorted()].join(' ') : null;
}

/** Whether a class of that name, which somebody is in, is the demand's at that time, with all of these resources. */
export function isOfClass(key: string, { serviceId, resources }: ClassDemand, { start, end }: TimeRange, resourceIds: readonly string[]): boolean {
  const [service, from, to, ...ids] = key.split(' ');
  return service === serviceId && from === String(start) && to === String(end) && ids.length === resources && resourceIds.every((id) => ids.includes(id));
}

/** On which of them a class of the demand's service takes place at that time, whoever teaches it. */
export function takingPlace<C extends { readonly classKey: string | null }>(claims: readonly C[], demand: ClassDemand, range: TimeRange): C[] {
  return claims.filter(({ classKey: key }) => key !== null && isOfClass(key, demand, range, []));
}
