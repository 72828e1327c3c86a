import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import { remainingOfDay } from '@holdfast/domain/running-late';
import type { UnmovedBooking } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { inTheWay } from '../availability/in-the-way.ts';
import { suitableResources } from '../availability/openings.ts';
import { claimsTogether, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readComing } from './day-sql.ts';
import { readAround, readInTheWay } from './in-the-way.ts';
import { keepAllVacated } from '../undo/undo-hold.ts';
import { keepWhileAway } from './keep-while-away.ts';
import { lateElsewhere } from './late-elsewhere.ts';
import { lateMessage } from './late-message.ts';
import { lateOpenings, type Away } from './late-openings.ts';
import { asRecordLays } from './lay-later.ts';
import { shiftDay, type ShiftedDay } from './shift-day.ts';

/**
 * Shifts what is still to come today on a resource, as much as can be, in one step that can be undone as one. What
 * cannot move stays and is listed with other times; what they come too late for at another location is listed, too, and
 * told its staff. What is given up is kept for an undo as that of any move, and the minutes in which a person is not there,
 * until they are.
 */
export const runLate: Handler<'run_late'> = async (context, command) => {
  const { args, channel } = command;
  const { catalogue, now, locked } = context;
  const { minutes } = args;
  const resource = catalogue.resources.get(args.resourceId);
  if (!resource) return refuse('not_found', 'There is no such resource at this location.');
  // Every booking of the day is looked at, and all that stands around them.
  if (!locked) return { kind: 'lock' };
  const from = args.from === undefined ? now : fromWire(args.from);
  const day = dayRange(dayOf(from, catalogue.location.timeZone), catalogue.location.timeZone);
  const coming = (await readComing(context, resource.id, day)).map((each) => ({ ...each, status: each.row.status, start: fromWire(each.row.start), end: fromWire(each.row.end) }));
  const remaining = remainingOfDay(coming, from, catalogue.location.timeZone);
  const bookings = remaining.map(({ row }) => row);
  const used = [...new Set([resource.id, ...bookings.flatMap(({ resourceIds }) => resourceIds)])].flatMap((id) => catalogue.resources.get(id) ?? []);
  const around = await readAround(context, used, day);
  const claims = inTheWay(around, { channel });
  const shifted = shiftDay({ catalogue, channel, now, resource, minutes, bookings, claims });
  const { moved, claims: after } = asRecordLays(shifted, around);
  const elsewhere = await lateElsewhere(context, resource, coming, { from, minutes });
  const late = { resource, start: from, end: from + minutes * minuteMs };
  const away = keepWhileAway(context, command, late, [...after, ...around.filter(({ yields }) => yields)]);
  return {
    kind: 'apply',
    looksAgain: true,
    plan: {
      releaseOwners: moved.map(({ booking }) => ({ kind: 'booking', id: booking.id })),
      claims: [...claimsTogether(moved.map(({ booking, slot }) => ({ bookingId: booking.id, slot }))), ...away.claims],
      // In this order: of what was given up the first keeps whatever nobody has.
      holds: [...(keepAllVacated(context, command, moved.map(({ booking, slot }) => ({ booking, next: slot }))).holds ?? []), ...away.holds],
      bookings: moved.map(({ booking, slot }) => ({
        id: booking.id,
        expectedVersion: booking.version,
        columns: { ...slotColumns(slot), service_id: booking.serviceId },
      })),
      messages: [
        ...moved.flatMap(({ booking, slot }) => lateMessage(booking, slot, remaining.find(({ row }) => row === booking)?.customerEmail ?? null, resource.id, catalogue)),
        ...elsewhere.messages,
      ],
      outcome: {
        status: 'committed',
        moved: moved.map(({ booking, slot }) => ({
          bookingId: booking.id,
          bookingVersion: booking.version + 1,
          start: toWire(slot.range.start),
          end: toWire(slot.range.end),
        })),
        unmoved: await withOffers(context, channel, late, { unmoved: shifted.unmoved, claims: after, touched: bookings }),
        ...(elsewhere.listed.length > 0 ? { elsewhere: elsewhere.listed } : {}),
      },
    },
  };
};

/** Other times for each that stays. */
async function withOffers(
  context: DecisionContext,
  channel: Channel,
  late: Away,
  { unmoved, claims, touched }: Pick<ShiftedDay, 'unmoved' | 'claims'> & { touched: readonly BookingRow[] },
): Promise<UnmovedBooking[]> {
  const { catalogue, now } = context;
  const isDecided = new Set(touched.map(({ id }) => id));
  const offered: UnmovedBooking[] = [];
  for (const { booking, slot, reason, conflicts } of unmoved) {
    const wanted = { ...wantedSlot(slot), movingId: booking.id };
    const others = await readInTheWay(context, channel, suitableResources(catalogue, wanted), slot);
    const taken = [
      ...others.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || !isDecided.has(ownerId)),
      ...claims.filter(({ ownerKind, ownerId }) => ownerKind === 'booking' && isDecided.has(ownerId)),
    ];
    const alternatives = lateOpenings({ catalogue, channel, wanted, claims: taken, away: [late], earliest: now });
    offered.push({ bookingId: booking.id, reason, conflicts, alternatives });
  }
  return offered;
}
