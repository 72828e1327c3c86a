import { firstFree, freeSets, type SlotSearch } from '@holdfast/domain/availability';
import { closedBy } from '@holdfast/domain/bookable-hours';
import { indexBusy } from '@holdfast/domain/busy-index';
import { takingPlace } from '@holdfast/domain/class-sharing';
import { lanesFor } from '@holdfast/domain/lanes';
import { occupiedEnvelope, occupiedIn } from '@holdfast/domain/occupancy';
import { maySqueezeIn, squeezeDay } from '@holdfast/domain/squeeze-in';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { isWaived, type ExceptionRequest } from './exceptions.ts';
import { inTheWay, type Yielding } from './in-the-way.ts';
import { lackOf, type Lack } from './lacking.ts';
import { lookBeside } from './look-beside.ts';
import { remainderDetail } from './remainder-rule.ts';
import { besideMs, serviceDemand, slotSearch, widened } from './slot-search.ts';
import { squeezedOn } from './squeezed-on.ts';

export interface ResourceWish extends ExceptionRequest, Yielding {
  service: ServiceRow;
  wanted: TimeRange;
  partySize: number;
  /** Taken when they are free, unless a class of the service takes place then: that one is filled first. */
  preferred?: readonly string[] | undefined;
  /** Asked for by name, for some of the needs: taken, or nothing is. */
  named?: readonly string[] | undefined;
}

/** `wait`: what is free others are about to take; ask again when they have, or have not. */
type Picked =
  | { kind: 'picked'; resources: CatalogueResource[] }
  /** `lacking`: ids of those that were needed and are not free. */
  | { kind: 'none'; reason: RefusalReason; detail: string; lacking?: readonly string[] }
  | { kind: 'wait' };

/** Where the clocks go back. */
const longestDayMs = 25 * 60 * 60_000;

/**
 * The first free resources, with all that are `named`, `preferred` ones first, then in board order, that meet the service's
 * needs, or why there are none.
 */
export async function pickResources(context: DecisionContext, wish: ResourceWish): Promise<Picked> {
  const { catalogue } = context;
  const { service, wanted, partySize, named = [] } = wish;
  const inUse = [...catalogue.resources.values()].filter(({ kind, archived }) => !archived && service.needs.includes(kind));
  const serving = withoutSurplus(service.needs, inUse, named);
  const suitable = serving.filter((resource) => lanesFor(resource, partySize) <= resource.capacity);
  const tooSmall = service.needs.find((kind) => isOf(kind, serving) && !isOf(kind, suitable));
  if (tooSmall !== undefined) return none('unsuitable_resource', partyProblem(serving.filter(({ kind }) => kind === tooSmall), partySize));

  const { timeZone, kinds } = catalogue.location;
  // For a squeeze-in the whole day: those of the day are counted.
  const reachMs = besideMs(catalogue) + (wish.squeezeIn ? longestDayMs : 0);
  const around = widened(occupiedEnvelope(wanted, service, suitable, kinds), reachMs);
  const { busy, coming } = await lookBeside(context, suitable, around);
  const claims = inTheWay(busy, wish);
  const demand = serviceDemand(catalogue, service, wish);
  const squeezable = wish.squeezeIn ? withSqueezeLanes(suitable, claims, ({ kind }) => squeezeDay(occupiedIn(wanted, demand, kind).start, timeZone)) : suitable;
  const asked = { channel: wish.channel, anyRemainder: isWaived(wish, 'orphan_gap'), squeezeIn: wish.squeezeIn !== undefined };
  // Who is there anyway comes before who is asked to stay.
  const regular = slotSearch(catalogue, squeezable, claims, demand, asked);
  const asWished = joinsClass(regular, wish, claims, catalogue) ? { ...wish, preferred: [] } : wish;
  const isRegular = !isWaived(wish, 'hours') || firstWith(regular, asWished) !== null;
  const rules = { ...asked, offHours: !isRegular };
  const search = slotSearch(catalogue, squeezable, claims, demand, rules);
  const choice = isRegular ? asWished : preferringThere(catalogue, suitable, asWished);
  const ids = firstWith(search, choice);
  if (ids !== null) {
    const left = coming.length === 0 ? ids : firstWith(slotSearch(catalogue, squeezable, [...claims, ...coming], demand, rules), choice);
    return left === null ? { kind: 'wait' } : { kind: 'picked', resources: left.flatMap((id) => catalogue.resources.get(id) ?? []) };
  }

  const lenient = slotSearch(catalogue, squeezable, claims, demand, { ...rules, anyRemainder: true });
  const leaving = firstWith(lenient, choice);
  const detail = leaving && remainderDetail(catalogue, search, { ...wanted, resourceIds: leaving }, context.now);
  if (detail) return none('gap_too_short', detail);
  const lack = lackOf(suitable, { search: lenient, demand, wanted, named, timeZone });
  const here = claims.filter(({ elsewhere }) => elsewhere === undefined);
  if (here.length < claims.length && firstWith(slotSearch(catalogue, squeezable, here, demand, rules), wish) !== null)
    return none('travel_too_short', 'Who could do it has to be at another place around that time.', lack);
  if (wish.squeezeIn && firstWith(slotSearch(catalogue, suitable, claims, demand, rules), wish) !== null)
    return none('squeeze_limit', 'Nobody and nothing suitable takes more squeeze-ins on that day.');
  return whyNone(search, wish, { suitable, lack });
}

const none = (reason: RefusalReason, detail: string, lack?: Lack): Picked => ({ kind: 'none', reason, detail, ...(lack ? { lacking: lack.resources.map(({ id }) => id) } : {}) });
const isOf = (kind: string, resources: readonly CatalogueResource[]): boolean => resources.some((resource) => resource.kind === kind);

/** Of a kind that is named as often as it is needed, nobody else is looked at. */
function withoutSurplus(needs: readonly string[], resources: readonly CatalogueResource[], named: readonly string[]): readonly CatalogueResource[] {
  if (named.length === 0) return resources;
  const open = needs.filter((kind) => {
    const ofKind = resources.filter((resource) => resource.kind === kind && named.includes(resource.id));
    return ofKind.length < needs.filter((need) => need === kind).length;
  });
  return resources.filter(({ id, kind }) => named.includes(id) || open.includes(kind));
}

/** The best free set with everybody who is named in it. */
function firstWith(search: SlotSearch, { wanted, named = [], preferred = [] }: ResourceWish): string[] | null {
  if (named.length === 0) return firstFree(search, wanted.start, preferred);
  // Who is not free alone is in no free set, and to see that from the sets means going through all of them.
  const isFree = (id: string): boolean => {
    const resources = search.resources.filter((resource) => resource.id === id);
    return resources.length > 0 && firstFree({ ...search, resources, demand: { ...search.demand, needs: resources.map(({ kind }) => kind) } }, wanted.start) !== null;
  };
  if (!named.every(isFree)) return null;
  for (const ids of freeSets(search, wanted.start, [...named, ...preferred], Infinity)) if (named.every((id) => ids.includes(id))) return ids;
  return null;
}

/** Whether a class of the service takes place then, with room for them, and none with those whom they would stay with. */
function joinsClass(search: SlotSearch, wish: ResourceWish, claims: readonly LiveClaim[], { resources }: Catalogue): boolean {
  const { service: { id, isClass, needs }, wanted, preferred = [] } = wish;
  if (isClass !== true || preferred.length === 0) return false;
  const where = new Set(takingPlace(claims, { serviceId: id, resources: needs.length }, wanted).map(({ resourceNo }) => resourceNo));
  const isThere = (ids: readonly string[] | null): boolean => ids?.some((each) => where.has(resources.get(each)?.resourceNo ?? Number.NaN)) === true;
  return where.size > 0 && !isThere(firstWith(search, wish)) && isThere(firstWith(search, { ...wish, preferred: [] }));
}

/** Without the squeeze-in lanes of those whose day is used up. */
function withSqueezeLanes(resources: readonly CatalogueResource[], claims: readonly LiveClaim[], dayAt: (resource: CatalogueResource) => TimeRange): CatalogueResource[] {
  return resources.map((resource) =>
    maySqueezeIn(resource, squeezedOn(claims, resource, dayAt(resource)).size) ? resource : { ...resource, squeezeLanes: 0 },
  );
}

/** Of kinds of which nobody in particular is preferred: those who are there then anyway. */
function preferringThere({ location }: Catalogue, suitable: readonly CatalogueResource[], wish: ResourceWish): ResourceWish {
  const { preferred = [], wanted } = wish;
  const decided = new Set(suitable.flatMap(({ id, kind }) => (preferred.includes(id) ? [kind] : [])));
  const there = suitable.filter((resource) => !decided.has(resource.kind) && closedBy(location, [resource], wanted) === null);
  return { ...wish, preferred: [...preferred, ...there.map(({ id }) => id)] };
}

/** Says how many people fit where a party does not. */
export function partyProblem(resources: readonly CatalogueResource[], partySize: number): string {
  const largest = resources.toSorted((a, b) => b.capacity - a.capacity)[0];
  return `${largest?.name ?? 'It'} takes ${largest?.capacity ?? 0} people, not ${partySize}. Make two bookings of it.`;
}

function whyNone(search: SlotSearch, { service: { name, needs }, wanted: { start } }: ResourceWish, { suitable, lack }: { suitable: readonly CatalogueResource[]; lack: Lack }): Picked {
  const isNeverThere = firstFree({ ...search, busy: indexBusy(suitable, []) }, start) === null;
  if (needs.some((kind) => !isOf(kind, suitable)) || (isNeverThere && search.offHours === true))
    return none('slot_taken', `${name} needs one of each: ${needs.join(', ')}. There is not one of each here.`);
  if (isNeverThere)
    return none('outside_hours', `What ${name} needs is not available for the whole of that time, taken or not.`);
  if (lack.resources.length === 0) return none('slot_taken', 'Nothing suitable is free at that time.');
  return none(lack.isFull ? 'capacity_full' : 'slot_taken', lack.detail, lack);
}
