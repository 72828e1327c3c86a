import type { TimeRange } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import { conflictsWith, takenReason } from '../availability/conflicts.ts';
import { resolveSlot, type SlotRequest } from '../availability/resolve-slot.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { Refusal, WantedSlot } from '../commands/plan.ts';
import type { SeriesCalendar } from './series-calendar.ts';

/** What one of many slots would get: it is planned in the calendar, or it is said why not. */
export type Judged =
  | { kind: 'slot'; slot: PlannedSlot }
  | { kind: 'taken'; reason: RefusalReason; detail: string; conflicts: Conflict[]; wanted?: WantedSlot };

/** The rules of a single booking, and the claims that the database will ask for, beside what is planned already. */
export async function judgeSlot(
  calendar: SeriesCalendar,
  channel: Channel,
  bookingId: string,
  request: SlotRequest,
): Promise<Judged> {
  const resolved = await resolveSlot(calendar.context, channel, request);
  if (resolved.kind === 'refuse') return refused(calendar, resolved);
  const { slot } = resolved;
  if (await calendar.take(slot, bookingId)) return { kind: 'slot', slot };
  const conflicts = await conflictsOf(calendar, slot.resources.map(({ id }) => id), slot.occupied);
  return {
    kind: 'taken',
    reason: takenReason(conflicts, slot.resources),
    detail: 'That time is taken.',
    conflicts,
    wanted: { serviceId: slot.service?.id ?? null, ...slot.range, resourceIds: slot.resources.map(({ id }) => id) },
  };
}

async function refused(calendar: SeriesCalendar, { reason, detail, wanted }: Refusal): Promise<Judged> {
  const conflicts = wanted && reason === 'slot_taken' ? await conflictsOf(calendar, wanted.resourceIds, wanted) : [];
  return { kind: 'taken', reason, detail, conflicts, ...(wanted ? { wanted } : {}) };
}

async function conflictsOf(calendar: SeriesCalendar, resourceIds: readonly string[], range: TimeRange): Promise<Conflict[]> {
  const resources = resourceIds.flatMap((id) => calendar.context.catalogue.resources.get(id) ?? []);
  return conflictsWith(await calendar.claims(resources.map(({ resourceNo }) => resourceNo), range), resources, range);
}
