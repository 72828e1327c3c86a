/**
 * Lanes that a party takes of a resource: one a head where several may be sold at the same time (seats, mats),
 * one of a resource that is sold whole (the room, the instructor). `partySize` is a whole number from 1.
 */
export function lanesFor(resource: { readonly capacity: number }, partySize: number): number {
  return resource.capacity > 1 ? partySize : 1;
}
