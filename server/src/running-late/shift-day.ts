import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { shiftRemaining, type LateBooking } from '@holdfast/domain/running-late';
import { isSqueezeLane, maySqueezeIn, squeezeDay } from '@holdfast/domain/squeeze-in';
import { overlaps } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { conflictsWith, isApart, whyTaken } from '../availability/conflicts.ts';
import { squeezedOn } from '../availability/squeezed-on.ts';
import { bookedSlot, isStillOfClass } from '../bookings/booked-slot.ts';
import { classKeyOn, type OccupiedSpan, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import { laterSlot } from './later-slot.ts';

export interface LateDay {
  catalogue: Catalogue;
  channel: Channel;
  now: Instant;
  /** Who, or what, runs late. */
  resource: CatalogueResource;
  minutes: number;
  bookings: readonly BookingRow[];
  /** All claims in the way of any of the bookings' resources, their own included. */
  claims: readonly LiveClaim[];
}

export interface ShiftedDay {
  moved: { booking: BookingRow; slot: PlannedSlot }[];
  unmoved: { booking: BookingRow; slot: PlannedSlot; reason: RefusalReason; conflicts: Conflict[] }[];
  /** What is taken when the day has been shifted. */
  claims: LiveClaim[];
}

interface OnTheDay extends LateBooking {
  booking: BookingRow;
  slot: PlannedSlot;
}

interface Obstacle {
  reason: RefusalReason;
  conflicts: Conflict[];
}

/**
 * Shifts what is left of a resource's day, as much of it as can be: by the cascade of `domain`, with hours, shifts
 * and all the other resources of each booking looked at. Gaps are not: somebody who is late is late.
 */
export function shiftDay(late: LateDay): ShiftedDay {
  // Where several lie at one time, one that stays may find that its place was given away: then nobody is given it before it is asked.
  const reserved = new Set<string>();
  for (;;) {
    const day = shiftOnce(late, reserved);
    const lost = day.unmoved.filter(({ booking }) => !reserved.has(booking.id) && isGivenAway(booking, late, day));
    if (lost.length === 0) return day;
    for (const { booking } of lost) reserved.add(booking.id);
  }
}

function isGivenAway({ id }: BookingRow, { claims }: LateDay, { moved, claims: after }: ShiftedDay): boolean {
  const goes = new Set(moved.map(({ booking }) => booking.id));
  const given = after.filter(({ ownerKind, ownerId }) => ownerKind === 'booking' && goes.has(ownerId));
  return presentOf(id, claims).some((claim) => given.some((other) => other.resourceNo === claim.resourceNo && (other.lane === claim.lane || isApart(other, claim)) && overlaps(other, claim)));
}

function presentOf(id: string, claims: readonly LiveClaim[]): LiveClaim[] {
  return claims.filter(({ ownerKind, ownerId }) => ownerKind === 'booking' && ownerId === id);
}

/** `reserved`: bookings whose present place nobody is given before it is their turn. */
function shiftOnce({ catalogue, channel, now, resource, minutes, bookings, claims }: LateDay, reserved: ReadonlySet<string>): ShiftedDay {
  const ids = new Set(bookings.map(({ id }) => id));
  const isTheirs = (claim: LiveClaim): boolean => claim.ownerKind === 'booking' && ids.has(claim.ownerId);
  const day = new Map(
    bookings.map((booking): [string, OnTheDay] => {
      const slot = bookedSlot(catalogue, booking, isStillOfClass(catalogue, booking, claims));
      const occupied = slot.spans.find((span) => span.resource.id === resource.id) ?? slot.occupied;
      return [booking.id, { id: booking.id, booking, slot, ...slot.range, occupied }];
    }),
  );
  let taken = claims.filter((claim) => !isTheirs(claim) || reserved.has(claim.ownerId));
  const shiftedSlots = new Map<string, PlannedSlot>();
  const stays = new Set<string>();

  const whyNot = ({ id, booking, slot }: OnTheDay, staying: readonly OnTheDay[]): Obstacle | null => {
    const shifted = laterSlot(slot, minutes * minuteMs);
    const { range, resources } = shifted;
    // Who stays beyond the hours for somebody stays as much later.
    const hours = booking.waived?.rules.includes('hours') === true ? null : catalogue.location;
    const problem = bookingTimeProblem({ range, now, channel, hours, resources });
    if (problem) return { reason: problem, conflicts: [] };
    if (reserved.has(id)) taken = taken.filter((claim) => !(isTheirs(claim) && claim.ownerId === id));
    for (const other of staying) if (!stays.has(other.id)) keep(other.id);
    const made = takeLanes(taken, booking, shifted);
    if (made === null) return { reason: whyTaken(taken, shifted.spans, catalogue.location.timeZone).reason, conflicts: conflictsWith(taken, shifted.spans) };
    const undecided = claims.filter((claim) => isTheirs(claim) && claim.ownerId !== id && !stays.has(claim.ownerId) && !shiftedSlots.has(claim.ownerId));
    if (!maySqueeze(shifted, made, [...taken, ...undecided])) return { reason: 'squeeze_limit', conflicts: [] };
    taken.push(...made);
    shiftedSlots.set(id, onLanes(shifted, booking, made));
    return null;
  };
  const keep = (id: string): void => {
    stays.add(id);
    taken.push(...presentOf(id, claims).filter((claim) => !taken.includes(claim)));
  };

  const result = shiftRemaining([...day.values()], minutes, (shifted, { staying }) => whyNot(shifted, staying));
  for (const { id } of result.unmoved) if (!stays.has(id)) keep(id);
  const of = (id: string): OnTheDay => {
    const found = day.get(id);
    if (!found) throw new Error(`Booking ${id} is not of this day`);
    return found;
  };
  return {
    claims: taken,
    moved: result.moved.map(({ id }) => ({ booking: of(id).booking, slot: shiftedSlots.get(id) ?? of(id).slot })),
    unmoved: result.unmoved.map(({ id, because }) => {
      const { booking, slot } = of(id);
      if (because.kind === 'refused') return { booking, slot, ...because.reason };
      const spans = laterSlot(slot, minutes * minuteMs).spans.filter((span) => span.resource.id === resource.id);
      const behind = taken.filter((claim) => claim.ownerId === because.id);
      return { booking, slot, reason: 'slot_taken', conflicts: conflictsWith(behind, spans) };
    }),
  };
}

/** The claims a booking will get, or null when there are not enough. */
function takeLanes(taken: readonly LiveClaim[], booking: BookingRow, slot: PlannedSlot): LiveClaim[] | null {
  const made: LiveClaim[] = [];
  for (const span of slot.spans) {
    const lanes = freeLanes(taken, span, booking.squeezedIn === true).slice(0, span.lanes);
    if (lanes.length < span.lanes) return null;
    for (const lane of lanes)
      made.push({
        resourceNo: span.resource.resourceNo, lane, start: span.start, end: span.end,
        ownerKind: 'booking', ownerId: booking.id, yields: false, classKey: classKeyOn(span, booking.id),
      });
  }
  return made;
}

/** Whether its days take it beside these: fewer may be squeezed in by now than when it was. */
function maySqueeze({ spans, timeZone }: PlannedSlot, made: readonly LiveClaim[], beside: readonly LiveClaim[]): boolean {
  return spans.every(({ resource, start }) => {
    const isBeyond = made.some(({ resourceNo, lane }) => resourceNo === resource.resourceNo && isSqueezeLane(resource, lane));
    return !isBeyond || maySqueezeIn(resource, squeezedOn(beside, resource, squeezeDay(start, timeZone)).size);
  });
}

/** Who was squeezed in gets what is left in the record, a regular lane where it can. */
function onLanes(slot: PlannedSlot, { squeezedIn }: BookingRow, made: readonly LiveClaim[]): PlannedSlot {
  if (squeezedIn === true) return slot;
  return { ...slot, spans: slot.spans.map((span) => ({ ...span, on: made.flatMap(({ resourceNo, lane }) => (resourceNo === span.resource.resourceNo ? lane : [])) })) };
}

function freeLanes(taken: readonly LiveClaim[], { resource, ...span }: OccupiedSpan, squeezedIn: boolean): number[] {
  const there = taken.filter((claim) => claim.resourceNo === resource.resourceNo && overlaps(claim, span));
  if (there.some((claim) => isApart(claim, span))) return [];
  const busy = new Set(there.map(({ lane }) => lane));
  // A block, or another place, has the lanes beyond the capacity too.
  const isShut = there.some(({ ownerKind, elsewhere }) => ownerKind === 'block' || elsewhere !== undefined);
  const last = resource.capacity + (squeezedIn && !isShut ? (resource.squeezeLanes ?? 0) : 0);
  const free = Array.from({ length: last }, (_, index) => index + 1).filter((lane) => !busy.has(lane));
  // The record gives the regular lanes to the others first.
  return squeezedIn ? free.reverse() : free;
}
