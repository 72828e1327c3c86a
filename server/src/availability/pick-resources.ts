import { firstFree, type SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import type { Instant } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readBusy } from './busy-claims.ts';
import { claimsOf } from './claim-source.ts';
import { serviceDemand, slotSearch, type DemandChoice, type NeedsDemand } from './slot-search.ts';

type Picked = { kind: 'picked'; resources: CatalogueResource[] } | { kind: 'none'; reason: RefusalReason; detail: string };

/** The first free resources, `preferred` ones first, then in board order, that meet the service's needs at that time, or why there are none. */
export async function pickResources(
  context: DecisionContext,
  channel: Channel,
  service: ServiceRow,
  choice: DemandChoice,
  preferred: readonly string[] = [],
): Promise<Picked> {
  const { catalogue } = context;
  const { wanted, partySize } = choice;
  const serving = [...catalogue.resources.values()].filter(({ kind, archived }) => !archived && service.needs.includes(kind));
  const suitable = serving.filter((resource) => lanesFor(resource, partySize) <= resource.capacity);
  const tooSmall = service.needs.find((kind) => isOf(kind, serving) && !isOf(kind, suitable));
  if (tooSmall !== undefined) return none('unsuitable_resource', partyProblem(serving.filter(({ kind }) => kind === tooSmall), partySize));

  const around = occupiedEnvelope(wanted, service, suitable, catalogue.location.kinds);
  const claims = await readBusy(claimsOf(context), catalogue, suitable, around);
  const inTheWay = isDesk(channel) ? claims.filter(({ yields }) => !yields) : claims;
  const demand = serviceDemand(catalogue, service, choice);
  const search = slotSearch(catalogue, suitable, inTheWay, demand, channel);
  const ids = firstFree(search, wanted.start, preferred);
  if (ids !== null) return { kind: 'picked', resources: ids.flatMap((id) => catalogue.resources.get(id) ?? []) };
  return whyNone(search, demand, service.name, suitable, wanted.start);
}

const none = (reason: RefusalReason, detail: string): Picked => ({ kind: 'none', reason, detail });
const isOf = (kind: string, resources: readonly CatalogueResource[]): boolean => resources.some((resource) => resource.kind === kind);

/** Says how many people fit where a party does not. */
export function partyProblem(resources: readonly CatalogueResource[], partySize: number): string {
  const largest = resources.toSorted((a, b) => b.capacity - a.capacity)[0];
  return `${largest?.name ?? 'It'} takes ${largest?.capacity ?? 0} people, not ${partySize}. Make two bookings of it.`;
}

function whyNone(search: SlotSearch, demand: NeedsDemand, name: string, suitable: readonly CatalogueResource[], start: Instant): Picked {
  const { needs } = demand;
  if (needs.some((kind) => !isOf(kind, suitable)))
    return none('slot_taken', `${name} needs one of each: ${needs.join(', ')}. There is not one of each here.`);
  if (firstFree({ ...search, busy: indexBusy(suitable, []) }, start) === null)
    return none('outside_hours', `What ${name} needs is not available for the whole of that time, taken or not.`);
  const isLacking = (kind: string): boolean =>
    firstFree({ ...search, demand: { ...demand, needs: needs.filter((need) => need === kind) } }, start) === null;
  const lacking = suitable.filter(({ kind }) => isLacking(kind));
  return lacking.length > 0 && lacking.every(({ capacity }) => capacity > 1)
    ? none('capacity_full', 'Every place is taken at that time.')
    : none('slot_taken', 'Nothing suitable is free at that time.');
}
