import { toWire } from '@holdfast/domain/instant';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import type { ExceptionRequest } from '../availability/exceptions.ts';
import { squeezedInMark, type PlannedSlot } from '../bookings/planned-slot.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { judgeSlot, type Judged } from './judge-slot.ts';
import { nearbyOpenings } from './nearby-openings.ts';
import { occurrenceId } from './occurrence-id.ts';
import { preferredResources } from './preferred-resources.ts';
import { SeriesCalendar } from './series-calendar.ts';
import type { WantedOccurrence } from './wanted-occurrences.ts';

/** What a series as a whole asks for. */
export interface SeriesRequest extends ExceptionRequest {
  seriesId: string;
  serviceId: string | null;
  partySize: number;
  occurrences: readonly WantedOccurrence[];
}

/** What one occurrence would get. */
export interface JudgedOccurrence {
  answer: Occurrence;
  /** What it would occupy, when it can be had. */
  slot?: PlannedSlot;
  bookingId: string;
}

/** Another time or resource would not change these: when they hold for every occurrence they are the answer. */
const aboutTheWhole: readonly RefusalReason[] = ['not_found', 'unsuitable_resource', 'invalid_times', 'policy_forbids', 'past'];

/**
 * Every occurrence judged by the rules of a single booking, beside the calendar and the earlier occurrences; in the
 * order of the rule. Those that cannot be had carry near openings, none of them held.
 */
export async function judgeOccurrences(
  context: DecisionContext,
  channel: Channel,
  request: SeriesRequest,
): Promise<JudgedOccurrence[] | Refusal> {
  const wanted = request.occurrences.filter(({ skip }) => !skip);
  const calendar = new SeriesCalendar(context, channel, {
    start: Math.min(...wanted.map(({ start }) => start)),
    end: Math.max(...wanted.map(({ end }) => end)),
  });
  const preferredAt = await preferredResources(calendar, request, wanted);
  const judged = new Map<WantedOccurrence, Judged>();
  // As the database lays claims: by start.
  for (const occurrence of wanted.toSorted((a, b) => a.start - b.start)) {
    const { start, end, resourceIds } = occurrence;
    judged.set(occurrence, await judgeSlot(calendar, channel, occurrenceId(request.seriesId, occurrence.occurrence), {
      serviceId: request.serviceId,
      start: toWire(start),
      end: toWire(end),
      resourceIds,
      preferred: preferredAt(occurrence),
      partySize: request.partySize,
      squeezeIn: request.squeezeIn,
      waive: request.waive,
    }));
  }
  const [first] = judged.values();
  if (first?.kind === 'taken' && aboutTheWhole.includes(first.reason) && judged.values().every((each) => each.kind === 'taken' && each.reason === first.reason))
    return refuse(first.reason, first.detail);

  const answers: JudgedOccurrence[] = [];
  for (const occurrence of request.occurrences) {
    const bookingId = occurrenceId(request.seriesId, occurrence.occurrence);
    answers.push({ bookingId, ...(await answerOf(calendar, channel, occurrence, judged.get(occurrence))) });
  }
  return answers.map(({ slot, ...answer }) => (slot ? { ...answer, slot: calendar.asLaid(slot, answer.bookingId) } : answer));
}

async function answerOf(
  calendar: SeriesCalendar,
  channel: Channel,
  { occurrence, start, end, resourceIds }: WantedOccurrence,
  judged: Judged | undefined,
): Promise<Pick<JudgedOccurrence, 'answer' | 'slot'>> {
  const asked = { occurrence: toWire(occurrence), start: toWire(start), end: toWire(end), resourceIds: [...resourceIds] };
  if (!judged) return { answer: { ...asked, status: 'skipped' } };
  if (judged.kind === 'slot')
    return {
      slot: judged.slot,
      answer: {
        ...asked,
        status: 'free',
        resourceIds: judged.slot.resources.map(({ id }) => id),
        ...squeezedInMark(judged.slot),
      },
    };
  const alternatives = await nearbyOpenings(calendar, channel, judged);
  return { answer: { ...asked, status: 'taken', reason: judged.reason, alternatives } };
}
