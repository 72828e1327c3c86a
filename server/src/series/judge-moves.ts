import { fromWire, toWire, type Instant } from '@holdfast/domain/instant';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { judgeSlot, type NotToBeHad } from './judge-slot.ts';
import { nearbyOpenings } from './nearby-openings.ts';
import { SeriesCalendar } from './series-calendar.ts';

/** A booking of a series and where it is to go. */
export interface WantedMove {
  booking: BookingRow;
  start: Instant;
  end: Instant;
  resourceIds: readonly string[];
}

export type JudgedMove =
  | { kind: 'moved'; wanted: WantedMove; slot: PlannedSlot }
  | { kind: 'unmoved'; wanted: WantedMove; because: NotToBeHad; alternatives: Alternative[] };

/**
 * Which of several bookings of one series can move at once; answered in the order given. Their own present time stands in
 * nobody's way, but one that cannot move stays where it is, and then it does: so everything is judged again with it put
 * back, until nobody more has to stay. Each round keeps at least one more where it is, so it ends.
 */
export async function judgeMoves(context: DecisionContext, channel: Channel, moves: readonly WantedMove[]): Promise<JudgedMove[]> {
  const instants = moves.flatMap(({ booking, start, end }) => [start, end, fromWire(booking.start), fromWire(booking.end)]);
  const calendar = new SeriesCalendar(
    context,
    channel,
    { start: Math.min(...instants), end: Math.max(...instants) },
    new Set(moves.map(({ booking }) => booking.id)),
  );
  const byStart = moves.toSorted((a, b) => a.start - b.start);
  // Front first: whoever moves later is followed into its place by the one before it, so the last one decides first.
  const frontFirst = moves.some(({ booking, start }) => start > fromWire(booking.start)) ? byStart.toReversed() : byStart;
  const staying = new Map<WantedMove, NotToBeHad>();
  let slots: Map<WantedMove, PlannedSlot> | null = null;
  // In the end once more as the database lays claims: by start.
  for (const order of [frontFirst, byStart]) do slots = await judgeOnce(calendar, channel, order, staying); while (slots === null);

  const judged: JudgedMove[] = [];
  for (const wanted of moves) {
    const because = staying.get(wanted);
    const slot = slots?.get(wanted);
    if (because) judged.push({ kind: 'unmoved', wanted, because, alternatives: await nearbyOpenings(calendar, channel, because) });
    else if (slot) judged.push({ kind: 'moved', wanted, slot });
  }
  return judged;
}

/** Where those that do not stay go; null when one more has to stay. */
async function judgeOnce(
  calendar: SeriesCalendar,
  channel: Channel,
  ordered: readonly WantedMove[],
  staying: Map<WantedMove, NotToBeHad>,
): Promise<Map<WantedMove, PlannedSlot> | null> {
  calendar.clear();
  for (const { booking } of staying.keys()) await calendar.putBack(booking.id, booking.resourceIds);
  const slots = new Map<WantedMove, PlannedSlot>();
  let isFinal = true;
  for (const move of ordered) {
    if (staying.has(move)) continue;
    const judged = await judgeSlot(calendar, channel, move.booking.id, {
      serviceId: move.booking.serviceId,
      alreadySold: true,
      start: toWire(move.start),
      end: toWire(move.end),
      resourceIds: move.resourceIds,
      partySize: move.booking.partySize,
    });
    if (judged.kind === 'slot') {
      slots.set(move, judged.slot);
      continue;
    }
    staying.set(move, judged);
    isFinal = false;
    if (!(await calendar.putBack(move.booking.id, move.booking.resourceIds))) return null;
  }
  return isFinal ? slots : null;
}
