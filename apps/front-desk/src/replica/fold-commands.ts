import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandOf, Correctable } from '@holdfast/protocol/commands';
import type { Committed } from '@holdfast/protocol/outcomes';
import type { BlockRow, BookingRow, HoldRow } from '@holdfast/protocol/rows';
import { isUnanswered, type OutboxRecord } from '../outbox/outbox-record.ts';
import { slotColumns, type Rules } from './slot-columns.ts';

type Edit = Omit<CommandArgs<'edit_booking'>, 'bookingId' | 'behindOwn'>;

/** What a row becomes by the commands of one terminal that the base does not contain yet. */
export interface Folded<Row> {
  /** Null: there is nothing (any more). */
  row: Row | null;
  /** Whether an unanswered command is part of what is seen. */
  waiting: boolean;
  /** Wishes that were refused and wait for a decision, each as it would have looked. */
  refused: { record: OutboxRecord; row: Row }[];
}

/** The hold shown until its real expiry is known; only the server's expiry ever takes one off the board. */
const presumedHoldMs = 10 * minuteMs;

/** `records` touch this booking and are not absorbed; in tap order. */
export function foldBooking(
  base: BookingRow | null,
  records: readonly OutboxRecord[],
  rules: Rules,
): Folded<BookingRow> {
  const folded: Folded<BookingRow> = { row: base, waiting: false, refused: [] };
  for (const record of records) {
    const { row } = folded;
    const made = row === null ? newBooking(record, rules) : changedBooking(row, record, rules);
    if (!made) continue;
    if (isNotTaken(record)) {
      if (wantsSlot(record)) folded.refused.push({ record, row: made });
      continue;
    }
    if (isUnanswered(record)) {
      // The base may have it before its answer came: then nothing is waiting, and nothing is counted twice.
      const known = row !== null && isAlreadyIn(row, made, record);
      folded.row = { ...made, version: row ? row.version + (wasOvertaken(row, record) ? 0 : 1) : 1 };
      folded.waiting ||= !known;
    } else {
      const outcome = record.result as Committed;
      folded.row = {
        ...made,
        version: outcome.moved?.find(({ bookingId }) => bookingId === made.id)?.bookingVersion ?? outcome.bookingVersion ?? (row ? row.version + 1 : 1),
        reference: outcome.reference ?? made.reference,
      };
    }
  }
  return folded;
}

export function foldHold(
  base: HoldRow | null,
  records: readonly OutboxRecord[],
  rules: Rules,
): Folded<HoldRow> {
  const folded: Folded<HoldRow> = { row: base, waiting: false, refused: [] };
  for (const record of records) {
    const { command } = record;
    if (command.kind === 'place_hold') {
      if (folded.row) continue;
      const row = newHold(record, command, rules);
      if (isNotTaken(record)) folded.refused.push({ record, row });
      else Object.assign(folded, { row, waiting: isUnanswered(record) });
    } else if (endsHold(record) && !isNotTaken(record)) folded.row = null; // given back, or taken by somebody or something
  }
  return folded;
}

/** The others leave it as it is: extended, taken over by a manager in place, or offered to one more who waits. */
function endsHold({ kind }: OutboxRecord): boolean {
  return kind !== 'extend_hold' && kind !== 'override_hold' && kind !== 'offer_waitlist';
}

export function foldBlock(base: BlockRow | null, records: readonly OutboxRecord[]): Folded<BlockRow> {
  const folded: Folded<BlockRow> = { row: base, waiting: false, refused: [] };
  for (const record of records) {
    const { command } = record;
    if (command.kind === 'place_block') {
      if (folded.row) continue;
      const { blockId: id, resourceIds, start, end, reason = '' } = command.args;
      const row: BlockRow = { id, locationId: command.locationId, resourceIds, start, end, reason, removed: false };
      if (isNotTaken(record)) folded.refused.push({ record, row });
      else Object.assign(folded, { row, waiting: isUnanswered(record) });
    } else if (isNotTaken(record)) continue;
    else if (command.kind === 'remove_block') folded.row = null;
    else if (command.kind === 'undo_command') {
      const row = record.restores?.block ?? null;
      Object.assign(folded, { row, waiting: row !== null && isUnanswered(record) });
    }
  }
  return folded;
}

/** Answered no, or unreadable: it changes nothing, but it is not forgotten. */
function isNotTaken({ state }: OutboxRecord): boolean {
  return state === 'refused' || state === 'stuck';
}

function wantsSlot({ kind }: OutboxRecord): boolean {
  return kind === 'create_booking' || kind === 'confirm_hold' || kind === 'move_booking' || kind === 'move_series';
}

/** Somebody changed the booking since this was tapped, or this very command arrived and its answer did not. */
function wasOvertaken(row: BookingRow, { command }: OutboxRecord): boolean {
  const { expectedVersion } = command.args as { expectedVersion?: number };
  return expectedVersion !== undefined && row.version > expectedVersion;
}

function isAlreadyIn(row: BookingRow, made: BookingRow, record: OutboxRecord): boolean {
  if (!wasOvertaken(row, record)) return false;
  // A row from before a field was added lacks what a newer one says is null.
  return (Object.keys(made) as (keyof BookingRow)[]).every((field) => JSON.stringify(made[field] ?? null) === JSON.stringify(row[field] ?? null));
}

function newBooking({ command, wanted }: OutboxRecord, rules: Rules): BookingRow | null {
  if (command.kind !== 'create_booking' && command.kind !== 'confirm_hold') return null;
  if (wanted.start === null || wanted.end === null) return null;
  const { customer } = command.args;
  return {
    ...(command.kind === 'create_booking' ? squeezeColumns(command.args) : {}),
    id: command.args.bookingId,
    locationId: command.locationId,
    reference: '',
    serviceId: wanted.serviceId,
    ...slotColumns({ start: wanted.start, end: wanted.end }, wanted.resourceIds, wanted.serviceId, rules),
    status: 'booked',
    version: 1,
    channel: command.channel,
    customerId: customer?.id ?? null,
    customerName: customer?.name ?? null,
    customerPhone: customer?.phone ?? null,
    customerTimeZone: wanted.customer?.timeZone ?? null,
    title: command.args.title ?? null,
    notes: command.args.notes ?? '',
    createdAt: command.tappedAt,
    partySize: wanted.partySize ?? 1,
    seriesId: command.args.seriesId ?? null,
  };
}

/** Shown as asked for: the desk asks only when the regular lanes are taken. */
function squeezeColumns({ squeezeIn }: Pick<CommandArgs<'create_booking'>, 'squeezeIn'>): Pick<BookingRow, 'squeezedIn' | 'squeezeReason'> {
  return { squeezedIn: squeezeIn !== undefined, squeezeReason: squeezeIn?.reason ?? null };
}

/** The row with the command's wish; its version is the caller's business. Null: not about a booking's row. */
function changedBooking(row: BookingRow, record: OutboxRecord, rules: Rules): BookingRow | null {
  const { command, restores } = record;
  switch (command.kind) {
    // Of a series only the named booking is foreseen; the server alone knows what becomes of the others.
    case 'move_booking':
    case 'move_series':
      return movedBooking(row, command.args, rules);
    case 'cancel_booking':
    case 'cancel_series':
      return { ...row, status: 'cancelled' };
    case 'arrive_booking':
      return { ...row, status: 'arrived' };
    case 'start_booking':
      return { ...row, status: 'in_service' };
    case 'complete_booking':
      return { ...row, status: 'done' };
    case 'no_show_booking':
      return { ...row, status: 'no_show' };
    case 'edit_booking':
    case 'edit_series':
      return editedBooking(row, command.args);
    case 'run_late':
      return laterBooking(row, record, rules);
    case 'undo_command': {
      const before = restores?.bookings?.find(({ id }) => id === row.id) ?? restores?.booking;
      return before?.id === row.id ? restoredBooking(row, before) : null;
    }
    default:
      return null;
  }
}

/** Where it was expected to go until the answer says where it is. Null: it stays. */
function laterBooking(row: BookingRow, { wanted, result }: OutboxRecord, rules: Rules): BookingRow | null {
  const moved = result?.status === 'committed' ? (result.moved ?? []).map((each) => ({ ...each, start: fromWire(each.start), end: fromWire(each.end) })) : wanted.foreseen;
  const to = moved?.find(({ bookingId }) => bookingId === row.id);
  return to ? { ...row, ...slotColumns(to, row.resourceIds, row.serviceId, rules) } : null;
}

/** As it was, but for the version, which goes on counting, and what only the server knows. */
function restoredBooking(row: BookingRow, before: BookingRow): BookingRow {
  return { ...before, version: row.version, reference: row.reference };
}

/** Without an end it keeps its length, as the gateway does. */
function movedBooking(row: BookingRow, args: Pick<CommandArgs<'move_booking'>, 'start' | 'end' | 'resourceIds' | 'squeezeIn'>, rules: Rules): BookingRow {
  const start = fromWire(args.start);
  const end = args.end === undefined ? start + fromWire(row.end) - fromWire(row.start) : fromWire(args.end);
  const resourceIds = args.resourceIds.length > 0 ? args.resourceIds : row.resourceIds;
  // On which lanes it will lie only the server knows.
  const { lanesByResource: _, ...rest } = row;
  return { ...rest, ...squeezeColumns(args), ...slotColumns({ start, end }, resourceIds, row.serviceId, rules) };
}

function editedBooking(row: BookingRow, args: Edit): BookingRow {
  const { title, notes } = args;
  return {
    ...row,
    ...customerColumns(row, args),
    ...(title === undefined ? {} : { title }),
    ...(notes === undefined ? {} : { notes }),
  };
}

function customerColumns(row: BookingRow, { customer, corrects }: Edit): Partial<BookingRow> {
  if (customer === undefined) return {};
  if (customer === null) return { customerId: null, customerName: null, customerPhone: null, customerTimeZone: null };
  const { id, name, phone = null, timeZone } = customer;
  const isSame = id === row.customerId;
  const says = (field: Correctable) => !isSame || corrects === undefined || corrects.includes(field);
  return {
    customerId: id,
    ...(says('name') ? { customerName: name } : {}),
    ...(says('phone') ? { customerPhone: phone } : {}),
    ...(isSame && (timeZone === undefined || !says('timeZone')) ? {} : { customerTimeZone: timeZone ?? null }),
  };
}

function newHold(record: OutboxRecord, { args, ...command }: CommandOf<'place_hold'>, rules: Rules): HoldRow {
  const { wanted, result } = record;
  const start = wanted.start ?? fromWire(args.start);
  const expiresAt = result?.status === 'committed' ? result.expiresAt : undefined;
  return {
    id: args.holdId,
    locationId: command.locationId,
    serviceId: args.serviceId,
    ...slotColumns({ start, end: wanted.end ?? start }, wanted.resourceIds, args.serviceId, rules),
    status: 'active',
    expiresAt: expiresAt ?? toWire(fromWire(command.tappedAt) + presumedHoldMs),
    channel: command.channel,
    refusedCommandId: null,
    purpose: 'asked',
    partySize: wanted.partySize ?? 1,
    customerName: args.customer?.name ?? null,
    customerPhone: args.customer?.phone ?? null,
    customerTimeZone: wanted.customer?.timeZone ?? null,
  };
}
