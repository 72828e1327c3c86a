import { firstFree, givenTime, isWithOthers, type SlotSearch } from '@holdfast/domain/availability';
import { occupiedIn } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { localClock } from './local-clock.ts';
import type { NeedsDemand } from './slot-search.ts';

export interface Lack {
  /** Those that are not free, of each need that too few are free for. */
  resources: CatalogueResource[];
  /** All of them have several places, and too few are left. */
  isFull: boolean;
  /** A sentence for each of these needs, in the location's time; none: each need alone could be met. */
  detail: string;
}

interface Asked {
  /** Of which nothing fits. What it would leave beside itself is nobody's lack: leave that rule out of it. */
  search: SlotSearch;
  demand: NeedsDemand;
  wanted: TimeRange;
  /** Asked for by id: the others of their kind do not help. */
  named: readonly string[];
  timeZone: string;
}

/** Which needs are not met, and who is not there for them. */
export function lackOf(suitable: readonly CatalogueResource[], { search, demand, wanted, named, timeZone }: Asked): Lack {
  const byId = new Map(search.resources.map((resource) => [resource.id, resource]));
  const isFree = ({ id, kind }: CatalogueResource): boolean => {
    const resources = [byId.get(id)].filter((resource) => resource !== undefined);
    return firstFree({ ...search, resources, demand: { ...demand, needs: [kind] } }, wanted.start) !== null;
  };
  const given = givenTime(search, wanted);
  const isFull = (resource: CatalogueResource): boolean => resource.capacity > 1 && !isWithOthers({ ...search, demand }, resource, given);
  const clock = localClock(timeZone, wanted.start);
  const lacks = [...new Set(demand.needs)].flatMap((kind): Pick<Lack, 'resources' | 'detail'>[] => {
    const ofKind = suitable.filter((resource) => resource.kind === kind);
    const taken = ofKind.filter((resource) => !isFree(resource));
    const { start, end } = occupiedIn(wanted, demand, kind);
    const then = `from ${clock(start)} to ${clock(end)}`;
    const missed = taken.filter(({ id }) => named.includes(id));
    if (missed.length > 0) return missed.map((resource) => ({ resources: [resource], detail: `${isFull(resource) ? whoIsNot(resource, demand) : `${resource.name} is not free`} ${then}.` }));
    const free = ofKind.length - taken.length;
    const needed = demand.needs.filter((need) => need === kind).length;
    return free < needed ? [{ resources: taken, detail: `${tooFew(kind, { hasPlaces: ofKind.every(isFull), free, needed, demand })} ${then}.` }] : [];
  });
  const resources = lacks.flatMap((lack) => lack.resources);
  return { resources, isFull: resources.every(isFull), detail: lacks.map(({ detail }) => detail).join(' ') };
}

/** A sentence's beginning: of one who, or something that, is not free for so many. */
export function whoIsNot({ name, capacity }: Pick<CatalogueResource, 'name' | 'capacity'>, { partySize }: Pick<NeedsDemand, 'partySize'>): string {
  return capacity > 1 ? `${name} has ${room('not', partySize)}` : `${name} is not free`;
}

function tooFew(kind: string, { hasPlaces, free, needed, demand }: { hasPlaces: boolean; free: number; needed: number; demand: NeedsDemand }): string {
  const word = kind.replaceAll(/[-_]/g, ' ');
  if (free > 0) return `Of the ${needed} needed (${word}) only ${free} ${free === 1 ? 'is' : 'are'} free`;
  return hasPlaces ? `No ${word} has ${room('', demand.partySize)}` : `No ${word} is free`;
}

/** What a party finds none of, where there are several places: "a place", "3 places". */
function room(not: '' | 'not', partySize = 1): string {
  if (partySize === 1) return not === '' ? 'a place free' : 'no place free';
  return not === '' ? `${partySize} places free` : `not ${partySize} places free`;
}
