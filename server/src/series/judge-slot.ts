import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { conflictsWith, isElsewhere, whyTaken } from '../availability/conflicts.ts';
import { slotOf } from '../availability/openings.ts';
import { resolveSlot, type SlotRequest } from '../availability/resolve-slot.ts';
import { wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { Refusal, WantedSlot } from '../commands/plan.ts';
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

/** The rules of a single booking, and the claims that the database will ask for, beside what is planned already. */
export async function judgeSlot(
  calendar: SeriesCalendar,
  channel: Channel,
  bookingId: string,
  request: SlotRequest,
): Promise<Judged> {
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
  const { occupied, resources, spans } = slotOf(calendar.context.catalogue, wanted, wanted);
  const conflicts = conflictsWith(await calendar.busy(resources, occupied), spans);
  return { kind: 'taken', reason, detail, conflicts, wanted };
}
