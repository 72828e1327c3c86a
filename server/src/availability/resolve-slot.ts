import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { keepingTheRest, leavesNeeds, meetsNeeds } from '@holdfast/domain/needs';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { planSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import { serviceSold, withNeeds, type SoldService } from '../bookings/sold-service.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Decision, type Holder, type Refusal, type WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import { exceptionProblem, isWaived, type ExceptionRequest } from './exceptions.ts';
import { guestLengthProblem } from './guest-length.ts';
import { partyProblem, pickResources } from './pick-resources.ts';
import { judgesRemainders, remainderProblem } from './remainder-rule.ts';
import { timeProblemDetail } from './time-problem-detail.ts';

export interface SlotRequest extends ExceptionRequest {
  serviceId: string | null;
  start: string;
  end?: string | undefined;
  /** A service that is no longer offered still serves those who have it. */
  alreadySold?: boolean;
  /** The kinds it was sold with; its service may need others today. */
  soldNeeds?: readonly string[] | undefined;
  /** How long it was agreed to take, where it was sold: ms. */
  agreedMs?: number;
  /** Empty: free resources that meet the service's needs are picked. Some of them: the others are. */
  resourceIds: readonly string[];
  /** Picked when they are free: a series stays in one room as far as it can. */
  preferred?: readonly string[];
  partySize?: number | undefined;
  /** The booking that is being moved, and holds that it takes over or ends: their time is not in its way. */
  movingId?: string | undefined;
  usingHoldIds?: readonly string[] | undefined;
  /** Whose it is to be, where the command does not say: of a refusal's alternatives. */
  holder?: Holder | undefined;
}

export interface ResolvedSlot {
  kind: 'slot';
  slot: PlannedSlot;
  /** The resources were our choice, not the asker's. */
  picked: boolean;
}
type Unresolved = Refusal | Extract<Decision, { kind: 'lock' | 'wait' }>;

/**
 * Everything that can be said about a slot without the database's last word: known ids, legal times, hours of the
 * location and of its resources, suitable resources with room for the party. The same for every channel; hours are
 * ignored by `import`, and where somebody who may has set them aside. `lock`: a rule looks at neighbours; ask again under the location's lock. `wait`: what could be
 * picked others are about to take.
 */
export async function resolveSlot(
  context: DecisionContext,
  channel: Channel,
  request: SlotRequest,
): Promise<ResolvedSlot | Unresolved> {
  const { catalogue, now } = context;
  const offered = request.serviceId === null ? null : (catalogue.services.get(request.serviceId) ?? undefined);
  if (offered === undefined) return refuse('not_found', 'There is no such service at this location.');
  const forbidden = exceptionProblem(context, channel, request);
  if (forbidden) return forbidden;
  if (offered?.archived && !request.alreadySold) return refuse('not_found', `${offered.name} is no longer offered.`);

  const start = fromWire(request.start);
  const end = endOf(start, request.end, offered);
  if (end === null)
    return refuse('invalid_times', 'Without a service, say when it ends: give `end`.');
  const range: TimeRange = { start, end };
  if (bookingTimeProblem({ range, now, channel, hours: null }) === 'invalid_times')
    return refuse('invalid_times', timeProblemDetail('invalid_times', catalogue, { range, resources: [] }));
  const tooLong = guestLengthProblem(channel, range, offered, request.agreedMs);
  if (tooLong) return tooLong;

  const partySize = request.partySize ?? 1;
  const chosen = namedResources(catalogue, request, offered, partySize);
  if ('kind' in chosen) return chosen;
  const { service, named, unsuitable } = chosen;
  const wanted: WantedSlot = {
    serviceId: service?.id ?? null,
    ...(service?.isAsSold === true ? { soldNeeds: service.needs } : {}),
    ...range,
    resourceIds: named.map(({ id }) => id),
    partySize,
    ...(request.holder ? { holder: request.holder } : {}),
    ...(request.movingId === undefined ? {} : { movingId: request.movingId }),
  };
  if (unsuitable !== undefined) return refuse('unsuitable_resource', unsuitable, service === null ? undefined : wanted);
  const hours = isWaived(request, 'hours') ? null : catalogue.location;
  const problem = bookingTimeProblem({ range, now, channel, hours, resources: named });
  if (problem) return refuse(problem, timeProblemDetail(problem, catalogue, { range, resources: named }), wanted);

  const isPicked = service !== null && named.length < service.needs.length;
  const judged = isPicked ? service.needs : named.map(({ kind }) => kind);
  const isJudged = judgesRemainders(catalogue, channel, judged, request);
  if (isJudged && !context.locked) return { kind: 'lock' };
  if (!isPicked) {
    const slot = planSlot(catalogue, { service, range, resources: named, partySize, exceptions: request });
    const left = isJudged ? await remainderProblem(context, slot, { ...request, channel }) : null;
    return left === null ? { kind: 'slot', slot, picked: false } : refuse('gap_too_short', left, wanted);
  }
  const found = await pickResources(context, { ...request, channel, service, wanted: range, partySize, named: wanted.resourceIds });
  if (found.kind === 'wait') return found;
  if (found.kind === 'none') return refuse(found.reason, found.detail, found.lacking ? { ...wanted, lacking: found.lacking } : wanted);
  const slot = planSlot(catalogue, { service, range, resources: found.resources, partySize, exceptions: request });
  return { kind: 'slot', slot, picked: true };
}

function endOf(start: number, given: string | undefined, service: SoldService | null): number | null {
  if (given !== undefined) return fromWire(given);
  return service ? start + service.durationMinutes * minuteMs : null;
}

/** `unsuitable`: why they cannot serve it; then `named` are those of them that could, and the service is as it was sold. */
interface Chosen {
  service: SoldService | null;
  named: CatalogueResource[];
  unsuitable?: string;
}

/**
 * The resources asked for by id, once each, fit for the service and large enough: all, some or none of those it needs; and the
 * service as they are to serve it.
 */
function namedResources({ resources }: Catalogue, request: SlotRequest, offered: ServiceRow | null, partySize: number): Chosen | Refusal {
  const named: CatalogueResource[] = [];
  for (const id of new Set(request.resourceIds)) {
    const resource = resources.get(id);
    if (!resource) return refuse('not_found', 'There is no such resource at this location.');
    named.push(resource);
  }
  const service = offered && serviceSold(offered, request.soldNeeds, named);
  const unsuitable = whyUnsuitable(service, named, partySize);
  if (unsuitable === null) return { service, named };
  const asSold = offered && withNeeds(offered, request.soldNeeds ?? offered.needs);
  const serving = named.filter((resource) => !resource.archived && lanesFor(resource, partySize) <= resource.capacity);
  return { service: asSold, named: keepingTheRest(asSold?.needs ?? [], [], serving), unsuitable };
}

function whyUnsuitable(service: SoldService | null, named: readonly CatalogueResource[], partySize: number): string | null {
  if (named.length === 0) return service ? null : 'Without a service, name the resources.';
  if (service && !meetsNeeds(service.needs, named) && !leavesNeeds(service.needs, named)) return `${service.name} needs one of each: ${service.needs.join(', ')}.`;
  if (named.some(({ archived }) => archived)) return 'This resource is no longer in use.';
  const small = named.filter((resource) => lanesFor(resource, partySize) > resource.capacity);
  return small.length > 0 ? partyProblem(small, partySize) : null;
}
