import { isLegalStatusChange, occupiesTime, type BookingStatus } from '@holdfast/domain/booking-status';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { asLeftByOwn, type AtVersion } from '@holdfast/domain/own-changes';
import { expandSeries } from '@holdfast/domain/series';
import type { Command, CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import type { Alternative, Committed, LateElsewhere, Occurrence, Outcome } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { BlockRow, BookingRow, HoldRow } from '@holdfast/protocol/rows';
import { location, locationId, serviceId } from './simulated-house.ts';
import { SimulatedRecord, type Draft } from './simulated-record.ts';

/**
 * Just enough of the gateway to be an oracle for the terminal: one outcome per id, no overlap per
 * resource, refusals with a held alternative, a gap-free feed.
 */
export class SimulatedCalendar extends SimulatedRecord {
  outcomes = new Map<string, { fingerprint: string; outcome: Outcome }>();
  /** What each committed command found. */
  readonly #before = new Map<string, { booking: BookingRow | undefined; block: BlockRow | undefined; moved: BookingRow[] }>();
  readonly #undone = new Set<string>();
  /** Ids in the order of their one execution. */
  executed: string[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  submit(command: Command): Outcome {
    const fingerprint = JSON.stringify([command.kind, command.args]);
    const known = this.outcomes.get(command.id);
    if (known && known.fingerprint === fingerprint) return known.outcome;
    if (known) return { status: 'refused', version: 0, reason: 'command_id_reused', detail: '', conflicts: [], alternatives: [] };
    const args = command.args as { bookingId?: string; blockId?: string };
    const before = { booking: this.bookings.get(args.bookingId ?? ''), block: this.blocks.get(args.blockId ?? '') };
    const all = new Map(this.bookings);
    const outcome = this.#execute(command);
    if (outcome.status === 'committed') this.#before.set(command.id, { ...before, moved: (outcome.moved ?? []).flatMap(({ bookingId }) => all.get(bookingId) ?? []) });
    this.outcomes.set(command.id, { fingerprint, outcome });
    this.executed.push(command.id);
    return outcome;
  }

  #execute(command: Command): Outcome {
    const parent = command.dependsOn ? this.outcomes.get(command.dependsOn) : undefined;
    const { kind, args } = command;
    if (parent?.outcome.status === 'refused') {
      if (kind !== 'undo_command' || args.commandId !== command.dependsOn) return this.#refuse('dependency_refused');
      return this.#commit({ undoneCommandId: args.commandId }, this.#releasedOf(args.commandId));
    }
    switch (kind) {
      case 'create_booking': {
        if (this.bookings.has(args.bookingId)) return this.#refuse('already_exists');
        const end = args.end ?? toWire(fromWire(args.start) + 60 * minuteMs);
        return this.#book(command, { ...args, end, resourceIds: args.resourceIds }, null);
      }
      case 'confirm_hold': {
        const hold = this.holds.get(args.holdId);
        if (!hold || hold.status !== 'active') return this.#refuse(hold ? 'hold_not_active' : 'not_found');
        return this.#book(command, { ...args, ...hold }, hold);
      }
      case 'move_booking': {
        const booking = this.bookings.get(args.bookingId);
        const hold = args.usingHoldId ? (this.holds.get(args.usingHoldId) ?? null) : null;
        const no = this.#unchangeable(booking, args);
        if (no || !booking) return no ?? this.#refuse('not_found');
        const end = args.end ?? toWire(fromWire(args.start) + fromWire(booking.end) - fromWire(booking.start));
        const slot = { start: args.start, end, resourceIds: args.resourceIds.length > 0 ? args.resourceIds : booking.resourceIds };
        if (this.isTaken(slot, [booking.id, hold?.id])) return this.#refuse('slot_taken', this.#alternative(command, slot));
        const row = { ...booking, ...slot, occupiedStart: slot.start, occupiedEnd: slot.end, version: booking.version + 1 };
        return this.#commit({ bookingId: row.id, bookingVersion: row.version, reference: row.reference }, [{ entity: 'booking', row }, ...this.#converted(hold)]);
      }
      case 'cancel_booking': return this.#status(args, 'cancelled');
      case 'arrive_booking': return this.#status(args, 'arrived');
      case 'start_booking': return this.#status(args, 'in_service');
      case 'complete_booking': return this.#status(args, 'done');
      case 'no_show_booking': return this.#status(args, 'no_show');
      case 'edit_booking': {
        const booking = this.bookings.get(args.bookingId);
        const no = this.#unchangeable(booking, args);
        if (no || !booking) return no ?? this.#refuse('not_found');
        const row = { ...booking, notes: args.notes ?? booking.notes, title: args.title ?? booking.title, version: booking.version + 1 };
        return this.#commit({ bookingId: row.id, bookingVersion: row.version, reference: row.reference }, [{ entity: 'booking', row }]);
      }
      case 'place_hold': {
        const end = args.end ?? toWire(fromWire(args.start) + 60 * minuteMs);
        const slot = { start: args.start, end, resourceIds: args.resourceIds };
        if (this.isTaken(slot, [])) return this.#refuse('slot_taken', this.#alternative(command, slot));
        const row = this.#hold(args.holdId, slot, null);
        return this.#commit({ holdId: row.id, expiresAt: row.expiresAt }, [{ entity: 'hold', row }]);
      }
      case 'release_hold': {
        const hold = this.holds.get(args.holdId);
        if (hold?.status !== 'active') return this.#refuse(hold ? 'hold_not_active' : 'not_found');
        return this.#commit({ holdId: hold.id }, [{ entity: 'hold', row: { ...hold, status: 'released' } }]);
      }
      case 'place_block': {
        const { blockId, start, end, resourceIds: on, reason = '' } = args;
        const hold = args.usingHoldId ? (this.holds.get(args.usingHoldId) ?? null) : null;
        if (this.isTaken({ start, end, resourceIds: on }, [hold?.id])) return this.#refuse('slot_taken', this.#alternative(command, { start, end, resourceIds: on }));
        const row = { id: blockId, locationId, resourceIds: on, start, end, reason, removed: false };
        return this.#commit({ blockId }, [{ entity: 'block', row }, ...this.#converted(hold)]);
      }
      case 'remove_block': {
        const block = this.blocks.get(args.blockId);
        if (!block || block.removed) return this.#refuse('not_found');
        return this.#commit({ blockId: block.id }, [{ entity: 'block', row: { ...block, removed: true } }]);
      }
      case 'dismiss_refusal': {
        if (this.outcomes.get(args.refusedCommandId)?.outcome.status !== 'refused') return this.#refuse('not_found');
        return this.#commit({}, this.#releasedOf(args.refusedCommandId));
      }
      case 'undo_command': return this.#undo(command, args.commandId);
      case 'run_late': return this.#runLate(args);
      case 'create_series': return this.#series(command);
      // Terminals foresee nothing of what happens to a series, so none of their histories holds it.
      case 'move_series':
      case 'cancel_series':
      case 'edit_series':
        return this.#refuse('policy_forbids');
      // Nothing of what they change is simulated: the oracle takes none of them.
      default:
        return this.#refuse('not_found');
    }
  }

  #releasedOf(refusedCommandId: string): Draft[] {
    const held = [...this.holds.values()].filter((hold) => hold.refusedCommandId === refusedCommandId && hold.status === 'active');
    return held.map((hold) => ({ entity: 'hold', row: { ...hold, status: 'released' } }));
  }

  #undo(command: Command, commandId: string): Outcome {
    const undone = this.outcomes.get(commandId)?.outcome;
    const { booking, block, moved = [] } = this.#before.get(commandId) ?? {};
    if (undone?.status !== 'committed' || this.#undone.has(commandId)) return this.#refuse('cannot_undo');
    if (moved.length > 0) return this.#undoLate(commandId, moved, undone);
    if (undone.seriesId !== undefined) return this.#undoSeries(commandId, undone.seriesId);
    if (undone.holdId !== undefined && undone.bookingId === undefined) return this.#undoHold(commandId, undone.holdId);
    const made = booking === undefined ? this.bookings.get(undone.bookingId ?? '') : undefined;
    if (made) {
      if (made.version !== 1) return this.#refuse('stale_version');
      this.#undone.add(commandId);
      const row = { ...made, status: 'cancelled' as const, version: 2 };
      return this.#commit({ bookingId: row.id, bookingVersion: row.version, reference: row.reference }, [{ entity: 'booking', row }]);
    }
    if (booking) {
      const now = this.bookings.get(booking.id);
      if (now?.version !== undone.bookingVersion) return this.#refuse('stale_version');
      if (occupiesTime(booking.status) && this.isTaken(booking, [booking.id])) return this.#refuse('slot_taken', this.#alternative(command, booking));
      this.#undone.add(commandId);
      const row = { ...booking, version: (now?.version ?? 0) + 1 };
      return this.#commit({ bookingId: row.id, bookingVersion: row.version, reference: row.reference }, [{ entity: 'booking', row }]);
    }
    const standing = this.blocks.get(undone.blockId ?? '');
    if (!standing) return this.#refuse('cannot_undo');
    if (block && this.isTaken(block, [])) return this.#refuse('slot_taken', this.#alternative(command, block));
    this.#undone.add(commandId);
    return this.#commit({ blockId: standing.id }, [{ entity: 'block', row: { ...standing, removed: block === undefined } }]);
  }

  #undoHold(commandId: string, holdId: string): Outcome {
    const hold = this.holds.get(holdId);
    if (hold?.status === 'converted') return this.#refuse('hold_not_active');
    this.#undone.add(commandId);
    return this.#commit({ holdId, undoneCommandId: commandId }, hold?.status === 'active' ? [{ entity: 'hold', row: { ...hold, status: 'released' } }] : []);
  }

  /** An hour each on the named resources; what is taken is offered four hours later. */
  #series({ args, channel }: CommandOf<'create_series'>): Outcome {
    const expansion = expandSeries(args.rule, fromWire(args.start), location.timeZone);
    if ('problem' in expansion) return this.#refuse('invalid_rule');
    const { seriesId, serviceId: of, resourceIds: on, customer } = args;
    const rows: BookingRow[] = [];
    const occurrences = expansion.starts.map((at, index): Occurrence => {
      const slot = { start: toWire(at), end: toWire(at + 60 * minuteMs), resourceIds: on };
      const later = { start: toWire(at + 240 * minuteMs), end: toWire(at + 300 * minuteMs), resourceIds: on };
      if (this.isTaken(slot, [])) return { occurrence: slot.start, ...slot, status: 'taken', reason: 'slot_taken', alternatives: [later] };
      const row: BookingRow = {
        id: `${seriesId.slice(0, -4)}${String(index).padStart(4, '0')}`, locationId, reference: `HF-S${index}`, serviceId: of, ...slot,
        occupiedStart: slot.start, occupiedEnd: slot.end, status: 'booked', version: 1, channel, customerId: customer?.id ?? null,
        customerName: customer?.name ?? null, customerPhone: customer?.phone ?? null, title: args.title ?? null, notes: args.notes ?? '',
        createdAt: toWire(this.#now()), seriesId,
      };
      rows.push(row);
      return { occurrence: slot.start, ...slot, status: 'booked', bookingId: row.id, reference: row.reference };
    });
    if (rows.length === 0 || (args.acceptance === 'all' && rows.length < occurrences.length)) return this.#refuse('series_incomplete');
    return this.#commit({ seriesId, occurrences }, rows.map((row) => ({ entity: 'booking', row })));
  }

  #undoSeries(commandId: string, seriesId: string): Outcome {
    const dates = [...this.bookings.values()].filter((row) => row.seriesId === seriesId);
    if (dates.some(({ version }) => version > 1)) return this.#refuse('stale_version');
    this.#undone.add(commandId);
    return this.#commit({ seriesId, undoneCommandId: commandId }, dates.map((row) => ({ entity: 'booking', row: { ...row, status: 'cancelled', version: 2 } })));
  }

  /** What whoever runs late comes too late for at other locations. */
  lateElsewhere: LateElsewhere[] = [];

  /** By the length of the day's bookings alone: nobody here has hours. */
  #runLate({ resourceId, minutes, from }: CommandArgs<'run_late'>): Outcome {
    const since = from === undefined ? this.#now() : fromWire(from);
    const later = (wire: string) => toWire(fromWire(wire) + minutes * minuteMs);
    const rest = [...this.bookings.values()]
      .filter(({ status, end, resourceIds: on }) => (status === 'booked' || status === 'arrived') && fromWire(end) > since && on.includes(resourceId))
      .sort((a, b) => (a.start < b.start ? 1 : -1));
    const moved: BookingRow[] = [];
    const staying: BookingRow[] = [];
    for (const booking of rest) {
      const [start, end] = [later(booking.start), later(booking.end)];
      const row = { ...booking, start, end, occupiedStart: start, occupiedEnd: end, version: booking.version + 1 };
      const isStuck = this.isTaken(row, rest.filter((each) => !staying.includes(each)).map(({ id }) => id));
      if (isStuck) staying.push(booking);
      else moved.push(row);
    }
    return this.#commit(
      {
        moved: moved.map(({ id, version, start, end }) => ({ bookingId: id, bookingVersion: version, start, end })),
        unmoved: staying.map(({ id, end, resourceIds: on }) => ({
          bookingId: id, reason: 'slot_taken', conflicts: [],
          alternatives: [{ start: toWire(fromWire(end) + 240 * minuteMs), end: toWire(fromWire(end) + 300 * minuteMs), resourceIds: on }],
        })),
        ...(this.lateElsewhere.length > 0 ? { elsewhere: this.lateElsewhere } : {}),
      },
      moved.map((row) => ({ entity: 'booking', row })),
    );
  }

  #undoLate(commandId: string, moved: readonly BookingRow[], undone: Committed): Outcome {
    const back = moved.map((row) => ({ ...row, version: row.version + 2 }));
    if (back.some(({ id, version }) => this.bookings.get(id)?.version !== version - 1)) return this.#refuse('stale_version');
    if (back.some((row) => this.isTaken(row, moved.map(({ id }) => id)))) return this.#refuse('slot_taken');
    this.#undone.add(commandId);
    const answer = back.map(({ id, version, start, end }) => ({ bookingId: id, bookingVersion: version, start, end }));
    return this.#commit(undone.moved?.length === 1 ? { bookingId: back[0]!.id, bookingVersion: back[0]!.version } : { moved: answer }, back.map((row) => ({ entity: 'booking', row })));
  }

  override restore(version: number, epoch: string): void {
    for (const [id, { outcome }] of this.outcomes) if (outcome.version > version) this.outcomes.delete(id);
    this.executed = this.executed.filter((id) => this.outcomes.has(id));
    super.restore(version, epoch);
  }

  #book(
    command: Extract<Command, { kind: 'create_booking' | 'confirm_hold' }>,
    slot: { start: string; end: string; resourceIds: string[]; serviceId: string | null },
    hold: HoldRow | null,
  ): Outcome {
    const { args } = command;
    if (this.isTaken(slot, [hold?.id])) return this.#refuse('slot_taken', this.#alternative(command, slot));
    const { customer } = args;
    const row: BookingRow = {
      id: args.bookingId, locationId, reference: `HF-${this.executed.length}`, serviceId: slot.serviceId, resourceIds: slot.resourceIds,
      start: slot.start, end: slot.end, occupiedStart: slot.start, occupiedEnd: slot.end, status: 'booked', version: 1,
      channel: command.channel, customerId: customer?.id ?? null, customerName: customer?.name ?? null,
      customerPhone: customer?.phone ?? null, title: args.title ?? null, notes: args.notes ?? '', createdAt: toWire(this.#now()),
      seriesId: args.seriesId ?? null,
    };
    const made: Draft[] = customer
      ? [{ entity: 'customer', row: { id: customer.id, name: customer.name, phone: customer.phone ?? null, email: null, notes: '', visits: 0, noShows: 0 } }]
      : [];
    return this.#commit({ bookingId: row.id, reference: row.reference, bookingVersion: 1 }, [{ entity: 'booking', row }, ...made, ...this.#converted(hold)]);
  }

  #status(args: CommandArgs<'arrive_booking'>, to: BookingStatus): Outcome {
    const booking = this.bookings.get(args.bookingId);
    if (!booking) return this.#refuse('not_found');
    const no = this.#unchangeable(booking, args);
    if (no) return no;
    if (!isLegalStatusChange(booking.status, to)) return this.#refuse('illegal_status');
    const row = { ...booking, status: to, version: booking.version + 1 };
    return this.#commit({ bookingId: row.id, bookingVersion: row.version, reference: row.reference }, [{ entity: 'booking', row }]);
  }

  #unchangeable(booking: BookingRow | undefined, { expectedVersion, behindOwn }: Pick<CommandArgs<'arrive_booking'>, 'expectedVersion' | 'behindOwn'>): Outcome | null {
    if (!booking) return this.#refuse('not_found');
    const saw = behindOwn ? [{ bookingId: booking.id, version: behindOwn.expectedVersion }] : [];
    const [left] = asLeftByOwn(saw, (behindOwn?.commandIds ?? []).flatMap((id) => leftBy(this.outcomes.get(id)?.outcome)));
    return [expectedVersion, left?.version].every((version) => version === undefined || version === booking.version) ? null : this.#refuse('stale_version');
  }

  #converted(hold: HoldRow | null): Draft[] {
    return hold ? [{ entity: 'hold', row: { ...hold, status: 'converted' } }] : [];
  }

  /** The next free time on the same resources, held for the asker. */
  #alternative(command: Command, slot: { start: string; end: string; resourceIds: readonly string[] }): Alternative[] {
    const length = fromWire(slot.end) - fromWire(slot.start);
    for (let start = fromWire(slot.end); start < fromWire(slot.end) + 10 * 3_600_000; start += 30 * minuteMs) {
      const offer = { start: toWire(start), end: toWire(start + length), resourceIds: [...slot.resourceIds] };
      if (this.isTaken(offer, [])) continue;
      const holdId = `${command.id.slice(0, -4)}ffff`;
      this.holds.set(holdId, this.#hold(holdId, offer, command.id));
      return [{ ...offer, holdId, heldUntil: this.holds.get(holdId)!.expiresAt }];
    }
    return [];
  }

  #hold(id: string, slot: { start: string; end: string; resourceIds: string[] }, refusedCommandId: string | null): HoldRow {
    return {
      id, locationId, serviceId, ...slot, occupiedStart: slot.start, occupiedEnd: slot.end, status: 'active',
      expiresAt: toWire(this.#now() + 24 * 3_600_000), channel: 'desk', refusedCommandId,
    };
  }

  #refuse(reason: RefusalReason, alternatives: Alternative[] = []): Outcome {
    this.write(alternatives.flatMap(({ holdId }) => (holdId ? [{ entity: 'hold' as const, row: this.holds.get(holdId)! }] : [])));
    return { status: 'refused', version: this.head, reason, detail: reason, conflicts: [], alternatives };
  }

  #commit(outcome: Omit<Committed, 'status' | 'version'>, drafts: readonly Draft[]): Outcome {
    this.write(drafts);
    return { status: 'committed', version: this.head, ...outcome };
  }
}

/** The bookings that a command changed. */
function leftBy(outcome: Outcome | undefined): AtVersion[] {
  if (outcome?.status !== 'committed') return [];
  return [outcome, ...(outcome.moved ?? [])].flatMap(({ bookingId, bookingVersion: version }) => (bookingId === undefined || version === undefined ? [] : [{ bookingId, version }]));
}
