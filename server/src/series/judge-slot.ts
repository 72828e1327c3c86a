import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { combinations } from '@holdfast/domain/needs';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { conflictsWith, isElsewhere, whyTaken } from '../availability/conflicts.ts';
import { isWaived } from '../availability/exceptions.ts';
import { serviceOf, soughtSlot, suitableResources } from '../availability/openings.ts';
import { resolveSlot, type SlotRequest } from '../availability/resolve-slot.ts';
import { planSlot, wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { Refusal, WantedSlot } from '../commands/plan.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { SeriesCalendar } from './series-calendar.ts';

/** What one of many slots would get: it is planned in the calendar, or it is said why not. */
export type Judged = { kind: 'slot'; slot: PlannedSlot } | NotToBeHad;

export interface NotToBeHad {
  kind: 'taken';
  reason: RefusalReason;
  detail: string;
  conflicts: Conflict[];
  /** Looked around for another opening. */
  wanted?: WantedSlot;
}

/** How many sets of resources are tried by name where none is free to be picked. */
const setsMax = 20;

/**
 * The rules of a single booking, and the claims that the database will ask for, beside what is planned already. What is
 * picked is free as everything lies; where nothing is, something may be for which others of the series change their lanes.
 */
export async function judgeSlot(calendar: SeriesCalendar, channel: Channel, bookingId: string, request: SlotRequest): Promise<Judged> {
  const judged = await judgeAsAsked(calendar, channel, bookingId, request);
  if (judged.kind === 'slot' || request.resourceIds.length > 0) return judged;
  for (const resourceIds of await setsAcross(calendar, channel, bookingId, { ...request, wanted: judged.wanted })) {
    const named = await judgeAsAsked(calendar, channel, bookingId, { ...request, resourceIds });
    if (named.kind === 'slot') return named;
  }
  return judged;
}

/**
 * What could serve, where something that could has several lanes and some of the series on them at that time: sets of those
 * who each could, so that nobody who could not uses up the sets that are tried.
 */
async function setsAcross(calendar: SeriesCalendar, channel: Channel, bookingId: string, request: SlotRequest & { wanted: WantedSlot | undefined }): Promise<string[][]> {
  const { wanted } = request;
  const { catalogue, now } = calendar.context;
  const service = wanted && serviceOf(catalogue, wanted);
  if (!service) return [];
  const choice = { service, range: wanted, resources: suitableResources(catalogue, wanted), partySize: wanted.partySize ?? 1, exceptions: request };
  const slot = planSlot(catalogue, choice);
  if (!slot.spans.some((span) => span.resource.capacity > 1 && calendar.isPlanned(span))) return [];
  const hours = isWaived(request, 'hours') ? null : catalogue.location;
  const able: CatalogueResource[] = [];
  for (const span of slot.spans) {
    const resources = [span.resource];
    if (bookingTimeProblem({ range: wanted, now, channel, hours, resources }) !== null) continue;
    // Of a class one resource alone says nothing: whom it is shared with depends on all of them.
    const isAble = service.isClass === true || (!isElsewhere(await calendar.busy(resources, span), [span]) && (await calendar.couldTake({ ...slot, spans: [span] }, bookingId)));
    if (isAble) able.push(span.resource);
  }
  return [...combinations(service.needs, able, request.preferred ?? [], setsMax)].map((set) => set.map(({ id }) => id));
}

async function judgeAsAsked(calendar: SeriesCalendar, channel: Channel, bookingId: string, request: SlotRequest): Promise<Judged> {
  const resolved = await resolveSlot(calendar.context, channel, request);
  if (resolved.kind === 'refuse') return refused(calendar, resolved);
  if (resolved.kind !== 'slot') throw new Error('A slot of a series is judged under the lock');
  const { slot } = resolved;
  const claims = await calendar.busy(slot.resources, slot.occupied);
  const planned = isElsewhere(claims, slot.spans) ? 'taken' : await calendar.take(slot, bookingId);
  return typeof planned === 'string' ? notToBeHad(slot, planned, claims) : { kind: 'slot', slot: planned };
}

/** What is told of a slot whose time is taken: these claims lie around it. */
function notToBeHad(slot: PlannedSlot, why: 'taken' | 'squeeze_limit', claims: readonly LiveClaim[]): NotToBeHad {
  return {
    kind: 'taken',
    ...(why === 'squeeze_limit'
      ? { reason: why, detail: 'This resource takes no more squeeze-ins on that day.' }
      : { detail: 'That time is taken.', ...whyTaken(claims, slot.spans, slot.timeZone, slot.squeezeReason !== null) }),
    conflicts: conflictsWith(claims, slot.spans),
    wanted: wantedSlot(slot),
  };
}

async function refused(calendar: SeriesCalendar, { reason, detail, wanted }: Refusal): Promise<NotToBeHad> {
  if (!wanted) return { kind: 'taken', reason, detail, conflicts: [] };
  const { occupied, resources, spans } = soughtSlot(calendar.context.catalogue, wanted);
  const conflicts = conflictsWith(await calendar.busy(resources, occupied), spans);
  return { kind: 'taken', reason, detail, conflicts, wanted };
}
