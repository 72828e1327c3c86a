import { firstFree } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { demandBuffers, occupiedEnvelope } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { CommandKind, CommandArgs } from '@holdfast/protocol/commands';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { classDemandOf } from '../class-demand.ts';
import type { BookingOnBoard, Catalogue, HoldOnBoard, Intent, WaitlistEntry } from '../desk.ts';
import { busySpans, type Occupation } from '../occupation.ts';
import type { OutboxRecord, Wanted } from '../outbox/outbox-record.ts';

/** What the board knows, as far as a tap needs it. */
export interface BoardReader {
  catalogue: Catalogue;
  findBooking(bookingId: string): BookingOnBoard | null;
  findHold(holdId: string): HoldOnBoard | null;
  findWaiting(entryId: string): WaitlistEntry | null;
  busy(resourceId: string, within: TimeRange): readonly Occupation[];
  /** Of a customer's clock; null: the location's, or nobody knows. */
  zoneOf(customerId: string): string | null;
}

const nothing: Wanted = {
  bookingId: null,
  title: '',
  start: null,
  end: null,
  resourceIds: [],
  serviceId: null,
  customer: null,
};

/** What a tap wants, in the words and with the slot the person saw: the card of a refusal shows it later. */
export function wantedOf<K extends CommandKind>(kind: K, args: CommandArgs<K>, board: BoardReader): Wanted {
  const of = args as Partial<CommandArgs<'create_booking'> & CommandArgs<'move_booking'> & CommandArgs<'confirm_hold'>>;
  switch (kind) {
    case 'create_booking':
      return titled({ ...nothing, ...slotOf(of, board), bookingId: of.bookingId! }, of, board);
    case 'place_hold':
    case 'create_series':
      return titled({ ...nothing, ...slotOf(of, board) }, of, board);
    case 'place_block': {
      const { resourceIds, start, end, reason = '' } = args as CommandArgs<'place_block'>;
      return { ...nothing, title: reason, start: fromWire(start), end: fromWire(end), resourceIds };
    }
    case 'confirm_hold':
      return titled({ ...nothing, ...ofHold(board.findHold(of.holdId!)), bookingId: of.bookingId! }, of, board);
    case 'release_hold':
    case 'extend_hold':
    case 'override_hold':
      return { ...nothing, ...ofHold(board.findHold(of.holdId!)) };
    case 'run_late': {
      const { resourceId } = args as CommandArgs<'run_late'>;
      return { ...nothing, title: board.catalogue.resources.find(({ id }) => id === resourceId)?.name ?? '', resourceIds: [resourceId] };
    }
    case 'remove_block':
    case 'dismiss_refusal':
    case 'undo_command':
      return nothing;
    case 'join_waitlist': {
      const { serviceId, resourceIds, customer } = args as CommandArgs<'join_waitlist'>;
      return titled({ ...nothing, serviceId, resourceIds }, { customer }, board);
    }
    case 'leave_waitlist':
    case 'offer_waitlist':
    case 'accept_offer':
    case 'decline_offer':
      return ofWaiting(args as CommandArgs<'accept_offer'> & Partial<CommandArgs<'offer_waitlist'>>, board);
    default:
      return ofBooking(kind, args, board);
  }
}

/** Any other step of a booking: its row as it was on the board, at the new slot when it is moved. */
function ofBooking(kind: CommandKind, args: unknown, board: BoardReader): Wanted {
  const { bookingId } = args as CommandArgs<'arrive_booking'>;
  const booking = board.findBooking(bookingId);
  const { row } = booking ?? {};
  const wanted: Wanted = {
    ...nothing,
    bookingId,
    title: row?.customerName ?? row?.title ?? row?.reference ?? '',
    start: booking?.start ?? null,
    end: booking?.end ?? null,
    resourceIds: booking?.resourceIds ?? [],
    serviceId: row?.serviceId ?? null,
    partySize: row?.partySize ?? 1,
    customer: row?.customerId ? { id: row.customerId, name: row.customerName ?? '', phone: row.customerPhone, timeZone: row.customerTimeZone ?? null } : null,
  };
  if (kind !== 'move_booking' && kind !== 'move_series') return wanted;
  const { start, end, resourceIds } = args as CommandArgs<'move_booking'>;
  const from = fromWire(start);
  const length = booking ? booking.end - booking.start : 0;
  return {
    ...wanted,
    start: from,
    end: end === undefined ? from + length : fromWire(end),
    resourceIds: resourceIds.length > 0 ? resourceIds : wanted.resourceIds,
  };
}

/** Who waits, at the time that is offered to them. */
function ofWaiting({ entryId, bookingId = null, start }: { entryId: string; bookingId?: string | null; start?: string }, board: BoardReader): Wanted {
  const row = board.findWaiting(entryId)?.row;
  if (!row) return { ...nothing, bookingId };
  const minutes = board.catalogue.services.find(({ id }) => id === row.serviceId)?.durationMinutes ?? 0;
  const from = start ?? row.offer?.start;
  return {
    bookingId,
    title: row.customerName,
    start: from === undefined ? null : fromWire(from),
    end: from === undefined ? null : fromWire(from) + minutes * minuteMs,
    resourceIds: row.offer?.resourceIds ?? row.resourceIds,
    serviceId: row.serviceId,
    partySize: row.partySize,
    customer: { id: row.customerId, name: row.customerName, phone: row.customerPhone, timeZone: row.customerTimeZone ?? null },
  };
}

function ofHold(hold: HoldOnBoard | null): Partial<Wanted> {
  if (!hold) return {};
  const { serviceId, partySize = 1 } = hold.row;
  return { start: hold.start, end: hold.end, resourceIds: hold.resourceIds, serviceId, partySize };
}

function titled(
  wanted: Wanted,
  { customer, title }: Partial<Pick<CommandArgs<'create_booking'>, 'customer' | 'title'>>,
  { catalogue, zoneOf }: BoardReader,
): Wanted {
  const service = catalogue.services.find(({ id }) => id === wanted.serviceId);
  return {
    ...wanted,
    title: customer?.name ?? title ?? service?.name ?? '',
    // What is known of them stands: a booking corrects nobody.
    customer: customer ? { id: customer.id, name: customer.name, phone: customer.phone ?? null, timeZone: zoneOf(customer.id) ?? customer.timeZone ?? null } : null,
  };
}

function slotOf(args: Partial<CommandArgs<'create_booking'>>, board: BoardReader): Partial<Wanted> {
  const service = board.catalogue.services.find(({ id }) => id === args.serviceId);
  const start = fromWire(args.start!);
  const end = args.end === undefined ? start + (service?.durationMinutes ?? 0) * minuteMs : fromWire(args.end);
  const named = args.resourceIds ?? [];
  const partySize = args.partySize ?? 1;
  return {
    start,
    end,
    serviceId: args.serviceId ?? null,
    partySize,
    resourceIds: named.length > 0 || !service ? named : likelyResources(service, { start, end }, partySize, board),
  };
}

/** Where the gateway will probably put it, so that it has a column until the answer says where it is. */
function likelyResources(service: ServiceRow, range: TimeRange, partySize: number, { catalogue, busy }: BoardReader): string[] {
  const { location, resources } = catalogue;
  const suitable = resources.filter(({ kind }) => service.needs.includes(kind));
  const around = occupiedEnvelope(range, service, suitable, location.kinds);
  const demand = { ...demandBuffers(service, location.kinds), durationMs: range.end - range.start, needs: service.needs, partySize, classOf: classDemandOf(service) };
  const taken = suitable.flatMap((resource) => busySpans(resource, busy(resource.id, around)));
  const picked = firstFree({ calendar: location, resources: suitable, busy: indexBusy(suitable, taken), demand }, range.start);
  return picked ?? service.needs.flatMap((kind) => suitable.find((resource) => resource.kind === kind)?.id ?? []);
}

/** An undo wants what stood before the command it takes back, for whoever that was. */
export function wantedBack({ args: { commandId }, takesBack }: Intent<'undo_command'>, records: readonly OutboxRecord[], board: BoardReader): Wanted {
  const undone = records.find(({ id }) => id === commandId);
  const { booking, block } = undone?.restores ?? { booking: takesBack?.before, block: undefined };
  const before = booking ?? block;
  const wanted = undone?.wanted ?? (takesBack ? ofBooking('undo_command', { bookingId: takesBack.before.id }, board) : nothing);
  return before ? { ...wanted, start: fromWire(before.start), end: fromWire(before.end), resourceIds: before.resourceIds } : wanted;
}

/** The slot of the hold that a refusal offers: it may not have come down the feed yet, the refusal itself names it. */
export function offeredSlot(wanted: Wanted, refused: OutboxRecord, holdId: string | undefined): Wanted {
  const offers = refused.result?.status === 'refused' ? refused.result.alternatives : [];
  const offer = offers.find((each) => each.holdId === holdId);
  if (!offer) return wanted;
  const { serviceId, partySize = 1 } = refused.wanted;
  return { ...wanted, serviceId, partySize, start: Date.parse(offer.start), end: Date.parse(offer.end), resourceIds: offer.resourceIds };
}
