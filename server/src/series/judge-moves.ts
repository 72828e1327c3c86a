import { fromWire, toWire, type Instant } from '@holdfast/domain/instant';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { ExceptionRequest } from '../availability/exceptions.ts';
import { lanesBeyond, type PlannedSlot } from '../bookings/planned-slot.ts';
import { kindsOf } from '../bookings/sold-service.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { judgeSlot, type Judged, type NotToBeHad } from './judge-slot.ts';
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

/** The calendar, and what a single booking's rules say there of one of them. */
interface Judging {
  calendar: SeriesCalendar;
  judge(move: WantedMove): Promise<Judged>;
}

/** What the command would do with each of them. */
interface Decided {
  going: Map<WantedMove, PlannedSlot>;
  staying: Map<WantedMove, NotToBeHad>;
}

/**
 * Which of several bookings of one series can move at once; answered in the order given. Their own present time stands in
 * nobody's way, but one that cannot move stays where it is, and then it does. Nobody stays who could go given what all the
 * others do in the end, and nobody is squeezed in who then need not be.
 */
export async function judgeMoves(
  context: DecisionContext,
  channel: Channel,
  moves: readonly WantedMove[],
  { squeezeIn, waive }: ExceptionRequest = {},
): Promise<JudgedMove[]> {
  const instants = moves.flatMap(({ booking, start, end }) => [start, end, fromWire(booking.start), fromWire(booking.end)]);
  const calendar = new SeriesCalendar(
    context,
    channel,
    { start: Math.min(...instants), end: Math.max(...instants) },
    new Set(moves.map(({ booking }) => booking.id)),
  );
  const judging: Judging = {
    calendar,
    judge: ({ booking, start, end, resourceIds }) =>
      judgeSlot(calendar, channel, booking.id, {
        serviceId: booking.serviceId, alreadySold: true, soldNeeds: kindsOf(context.catalogue, booking.resourceIds), agreedMs: fromWire(booking.end) - fromWire(booking.start), start: toWire(start), end: toWire(end), resourceIds, partySize: booking.partySize, squeezeIn, waive,
      }),
  };
  const ordered = frontFirst(context.catalogue, moves);
  const decided: Decided = { going: new Map(), staying: new Map() };
  // Each round keeps at least one more where it is, and after them each look at those that stay takes one of them along.
  while (!(await areAtOnce(judging, ordered, decided)));
  while ((await goesAlong(judging, ordered, decided)) || (await comesDown(judging, decided)));

  const judged: JudgedMove[] = [];
  for (const wanted of moves) {
    const because = decided.staying.get(wanted);
    const slot = decided.going.get(wanted);
    if (because) judged.push({ kind: 'unmoved', wanted, because, alternatives: await nearbyOpenings(calendar, channel, because, wanted.booking.id) });
    else if (slot) judged.push({ kind: 'moved', wanted, slot });
  }
  return judged.map((each) => (each.kind === 'moved' ? { ...each, slot: calendar.asLaid(each.slot, each.wanted.booking.id) } : each));
}

/**
 * Whoever moves later is followed into its place by the one before it, so the one that ends last decides first. From its
 * end as from its start, each takes the lowest lane: no more are needed than lie on one time. Of two at one time where
 * they lie tells: ids are drawn by lot.
 */
function frontFirst({ resources }: Catalogue, moves: readonly WantedMove[]): WantedMove[] {
  const where = ({ resourceIds }: BookingRow): number[] => resourceIds.flatMap((id) => resources.get(id)?.resourceNo ?? []).sort((a, b) => a - b);
  const byPlace = (a: readonly number[], b: readonly number[]): number => a.map((no, at) => no - (b[at] ?? 0)).find((apart) => apart !== 0) ?? 0;
  const isLater = moves.some(({ booking, start }) => start > fromWire(booking.start));
  const inOrder = moves.toSorted((one, other) => {
    const [a, b] = [one.booking, other.booking];
    const byTime = isLater ? one.end - other.end || one.start - other.start : one.start - other.start;
    return byTime || fromWire(a.start) - fromWire(b.start) || byPlace(where(a), where(b)) || (a.id < b.id ? -1 : 1);
  });
  return isLater ? inOrder.toReversed() : inOrder;
}

/** Whether all that do not stay can go; when not, one more stays, or several. */
async function areAtOnce({ calendar, judge }: Judging, ordered: readonly WantedMove[], decided: Decided): Promise<boolean> {
  const { going, staying } = decided;
  going.clear();
  await putAllBack(calendar, staying.keys());
  const alreadyStaying = staying.size;
  for (const move of ordered) {
    if (staying.has(move)) continue;
    const judged = await judge(move);
    if (judged.kind === 'slot') going.set(move, judged.slot);
    else {
      staying.set(move, judged);
      // Under somebody's new place: that one is asked again in the next round, in which this one lies there.
      await calendar.putBack(move.booking.id, move.booking.resourceIds);
    }
  }
  return staying.size === alreadyStaying;
}

/**
 * Asks each that stays once more, beside what all the others do: it may have been in the way of one that stays after
 * all, or one may have left since. Whether anybody goes along now; when not, what each was told is about how it ends.
 */
async function goesAlong({ calendar, judge }: Judging, ordered: readonly WantedMove[], decided: Decided): Promise<boolean> {
  const { going, staying } = decided;
  let isMore = false;
  for (const move of ordered) {
    if (!staying.has(move)) continue;
    calendar.lift(move.booking.id);
    const judged = await judge(move);
    if (judged.kind === 'taken') {
      staying.set(move, judged);
      await calendar.putBack(move.booking.id, move.booking.resourceIds);
      continue;
    }
    staying.delete(move);
    going.set(move, judged.slot);
    isMore = true;
  }
  return isMore;
}

/** Whether somebody who would be squeezed in need not be, beside what all of them do by now. */
async function comesDown({ calendar }: Judging, { going }: Decided): Promise<boolean> {
  let isMore = false;
  for (const [move, slot] of going) {
    if (lanesBeyond(slot) === 0) continue;
    const again = await calendar.takeAgain(slot, move.booking.id);
    going.set(move, again);
    isMore ||= lanesBeyond(again) < lanesBeyond(slot);
  }
  return isMore;
}

async function putAllBack(calendar: SeriesCalendar, staying: Iterable<WantedMove>): Promise<void> {
  calendar.clear();
  for (const { booking } of staying) await calendar.putBack(booking.id, booking.resourceIds);
}
