import { asLeftByOwn } from '@holdfast/domain/own-changes';
import type { Command, CommandArgs, CommandKind, CommandOf } from '@holdfast/protocol/commands';
import type { Alternative, Occurrence, Refused } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { AttentionCard, Exceptions, Intent, SeriesAsked } from '../desk.ts';
import { bothWaived } from '../waived-rules.ts';
import { agreedAboutCustomer, type Excepted } from './agreed-about-customer.ts';
import { changedBy } from './changed-by.ts';
import { beingTakenBack, type OutboxRecord } from './outbox-record.ts';

type Decide = (
  intent: AnyIntent,
  decides: { record: OutboxRecord; as: 'superseded' | 'dismissed' },
) => { commandId: string; onDisk: Promise<void> };

/** One of the intents, so that its kind and its args belong together. */
export type AnyIntent = { [K in CommandKind]: Intent<K> }[CommandKind];

export interface AttentionSources {
  mintId(): string;
  /** The booking's version as the board shows it now. */
  versionOf(bookingId: string): number | null;
  /** The booking as the board knows it. */
  rowOf(bookingId: string): BookingRow | null;
  /** Who is signed in here now. */
  actorId(): string | null;
  decide: Decide;
}

/** Cards for refusals that wait for a person, oldest first; a card keeps its identity while nothing about it changes. */
export class Attention {
  readonly #sources: AttentionSources;
  #cards = new Map<OutboxRecord, AttentionCard>();
  #ended: ReadonlySet<string> = new Set();
  #shown: readonly AttentionCard[] = [];

  constructor(sources: AttentionSources) {
    this.#sources = sources;
  }

  /** `ended`: series of which nothing is left to come. */
  cards(records: readonly OutboxRecord[], ended: ReadonlySet<string>): readonly AttentionCard[] {
    this.#ended = ended;
    const cards = new Map<OutboxRecord, AttentionCard>();
    // Should the undo not go through, both are asked about.
    const takenBack = beingTakenBack(records);
    for (const record of records) {
      if (takenBack.has(record.id)) continue;
      if (record.state !== 'refused' || record.result?.status !== 'refused') continue;
      const known = this.#cards.get(record);
      cards.set(record, known && this.#isCurrent(known, record) ? known : this.#card(record, record.result, records));
    }
    this.#cards = cards;
    const shown = [...cards.values()];
    const same = shown.length === this.#shown.length && shown.every((card, index) => card === this.#shown[index]);
    if (!same) this.#shown = shown;
    return this.#shown;
  }

  /** What the board knows of it may have come, or gone, since its card was made. */
  #isCurrent({ seriesEnded, outcome }: AttentionCard, record: OutboxRecord): boolean {
    return seriesEnded === this.#isOfEnded(record) && (outcome !== record.result) === isForUnknown(record, this.#sources);
  }

  /** A date of a series that was cancelled meanwhile: what is booked for it now stands by itself. */
  #isOfEnded({ command }: OutboxRecord): boolean {
    return (command.kind === 'create_booking' || command.kind === 'confirm_hold') && command.args.seriesId !== undefined && this.#ended.has(command.args.seriesId);
  }

  /** The intent as the gateway takes it: into a series that is cancelled nobody books. */
  #outOfEnded(intent: AnyIntent): AnyIntent {
    if (intent.kind !== 'create_booking' && intent.kind !== 'confirm_hold') return intent;
    const { seriesId, ...args } = intent.args;
    return seriesId !== undefined && this.#ended.has(seriesId) ? ({ ...intent, args } as AnyIntent) : intent;
  }

  /** An undo of what was done to several at once. */
  #takesBackSeries({ kind, restores }: OutboxRecord): boolean {
    return kind === 'undo_command' && restores?.kind.endsWith('_series') === true;
  }

  #card(record: OutboxRecord, refused: Refused, records: readonly OutboxRecord[]): AttentionCard {
    // Who it is for is not known here: nobody is booked in somebody else's name.
    const outcome = isForUnknown(record, this.#sources) ? { ...refused, alternatives: [] } : refused;
    const { customer, ...wanted } = record.wanted;
    return {
      commandId: record.id,
      kind: record.kind,
      outcome,
      wanted,
      customer,
      tappedAt: record.createdAt,
      ...givenFor(record.command.args),
      seriesEnded: this.#isOfEnded(record),
      ...(record.command.kind === 'create_series' ? { series: withoutExceptions(record.command.args) } : {}),
      ofSeries: isOfSeries(record.command) || this.#takesBackSeries(record),
      ...(outcome.reason === 'stale_version' && isOfSeries(record.command) ? { again: againOf(record.command, records) } : {}),
      accept: (index) => {
        const alternative = outcome.alternatives[index];
        if (!alternative) throw new RangeError(`There is no alternative ${index}.`);
        const intent = acceptance(record, alternative, this.#sources);
        return this.#sources.decide(this.#outOfEnded(intent), { record, as: 'superseded' });
      },
      insist: (exceptions) =>
        this.#sources.decide(this.#outOfEnded(insistence(record, exceptions, this.#sources)), { record, as: 'superseded' }),
      dismiss: (reason) =>
        this.#sources.decide(
          { kind: 'dismiss_refusal', args: { refusedCommandId: record.id, reason } },
          { record, as: 'dismissed' },
        ),
    };
  }
}

type OfSeries = CommandOf<'move_series'> | CommandOf<'cancel_series'> | CommandOf<'edit_series'>;

/** A command about a series that is there, and not about one booking of it alone. */
function isOfSeries(command: Command): command is OfSeries {
  return (command.kind === 'move_series' || command.kind === 'cancel_series' || command.kind === 'edit_series') && command.args.scope !== 'this';
}

/** What was asked of it; what was listed then, as the commands left it that were on their way from here. */
function againOf(command: OfSeries, records: readonly OutboxRecord[]): SeriesAsked {
  const { behindOwn, ...args } = command.args;
  if (behindOwn?.expectedVersions === undefined) return command;
  const own = records.filter(({ id }) => behindOwn.commandIds.includes(id)).toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0));
  const expectedVersions = asLeftByOwn(behindOwn.expectedVersions, own.flatMap(changedBy));
  return { ...command, args: { ...args, expectedVersions } } as SeriesAsked;
}

/**
 * The command that takes an alternative. A booking confirms a held one; what is only offered is asked for
 * like the first, at the offered slot. Throws for a refusal that was not about a slot.
 */
function acceptance(
  record: OutboxRecord,
  alternative: Alternative,
  { mintId, versionOf, rowOf, actorId }: AttentionSources,
): AnyIntent {
  const { command, wanted } = record;
  const { start, end, resourceIds, holdId } = alternative;
  const slot = { start, end, resourceIds };
  const channel = command.channel === 'walk_in' ? ('walk_in' as const) : ('desk' as const);
  const common = { channel, supersedes: record.id };
  const movedTo = (args: Omit<CommandArgs<'move_booking'>, 'start' | 'resourceIds'>): AnyIntent => ({
    kind: 'move_booking',
    args: { ...asItIsNow(args, versionOf), ...slot, ...(holdId ? { usingHoldId: holdId } : {}) },
    ...common,
  });
  switch (command.kind) {
    case 'create_booking':
    case 'confirm_hold': {
      const { bookingId, customer, title, notes, depositReference, seriesId } = command.args;
      const who = { bookingId, customer, title, notes, depositReference, seriesId, ...agreedAboutCustomer(command, actorId()) };
      return holdId
        ? { kind: 'confirm_hold', args: { ...who, holdId }, ...common }
        : { kind: 'create_booking', args: { ...who, serviceId: wanted.serviceId, ...slot, partySize: wanted.partySize }, ...common };
    }
    case 'place_hold': {
      // A hold was asked for, so a hold it stays, for whom it was: what is held of the refusal makes way for it.
      return { kind: 'place_hold', args: { ...withoutExceptions(command.args), ...slot }, ...common };
    }
    // Only where one booking alone was to move does a refused series offer times to take.
    case 'move_series':
      return movedTo({ bookingId: command.args.bookingId });
    case 'move_booking': {
      const { usingHoldId: _, ...args } = withoutExceptions(command.args);
      return movedTo(args);
    }
    case 'place_block': {
      const { usingHoldId: _, ...args } = command.args;
      return { kind: 'place_block', args: { ...args, ...slot, ...(holdId ? { usingHoldId: holdId } : {}) }, ...common };
    }
    case 'undo_command':
      return { ...restoredElsewhere(record, alternative, { mintId, versionOf, rowOf }), ...common };
    case 'offer_waitlist':
    case 'accept_offer':
      // Offered anew, not booked: they have to say yes to another time first. The held alternative makes way for it.
      return { kind: 'offer_waitlist', args: { entryId: command.args.entryId, holdId: mintId(), start, resourceIds }, ...common };
    default:
      throw new Error(`A refused ${command.kind} has no slot to take.`);
  }
}

/** Somebody was squeezed in, and a rule set aside, for the time that could not be had: another is asked for as anybody would. */
function withoutExceptions<A extends Excepted>({ squeezeIn: _full, waive: _rules, ...args }: A): Omit<A, keyof Excepted> {
  return args;
}

function givenFor(args: object): Pick<AttentionCard, 'given'> {
  const { squeezeIn, waive }: Excepted = args;
  return squeezeIn || waive ? { given: { squeezeIn: squeezeIn !== undefined, rules: waive?.rules ?? [] } } : {};
}

/** What was given up cannot be had again: at the offered slot it is moved there, or made anew. Of several it is the first that cannot go back. */
function restoredElsewhere(
  { restores, result }: OutboxRecord,
  { start, end, resourceIds, holdId }: Alternative,
  { mintId, versionOf, rowOf }: Pick<AttentionSources, 'mintId' | 'versionOf' | 'rowOf'>,
): AnyIntent {
  const slot = { start, end, resourceIds };
  const using = holdId === undefined ? {} : { usingHoldId: holdId };
  const { kind, block } = restores ?? {};
  if (block) return { kind: 'place_block', args: { blockId: mintId(), reason: block.reason, ...slot, ...using } };
  const bookingId = firstTaken(result)?.bookingId ?? restores?.booking?.id;
  if (bookingId === undefined) throw new Error(`A refused undo of ${kind ?? 'something forgotten'} has no slot to take.`);
  if (kind === 'move_booking' || kind === 'run_late' || kind === 'move_series') {
    const version = versionOf(bookingId);
    return { kind: 'move_booking', args: { bookingId, ...(version === null ? {} : { expectedVersion: version }), ...slot, ...using } };
  }
  const booking = restores?.booking?.id === bookingId ? restores.booking : rowOf(bookingId);
  if (!booking) throw new Error(`A refused undo of ${kind ?? 'something forgotten'} has no slot to take.`);
  const { customerId, customerName, customerPhone, title, notes, serviceId } = booking;
  const customer = customerId === null ? null : { id: customerId, name: customerName ?? '', ...(customerPhone === null ? {} : { phone: customerPhone }) };
  const who = { bookingId: mintId(), customer, ...(title === null ? {} : { title }), notes };
  return holdId === undefined
    ? { kind: 'create_booking', args: { ...who, serviceId, ...slot } }
    : { kind: 'confirm_hold', args: { ...who, holdId } };
}

/** Made anew it would need the name of a booking that neither the board nor the tap has. */
function isForUnknown({ kind, restores, result }: OutboxRecord, { rowOf }: Pick<AttentionSources, 'rowOf'>): boolean {
  const id = kind === 'undo_command' && restores?.kind === 'cancel_series' ? firstTaken(result)?.bookingId : undefined;
  return id !== undefined && restores?.booking?.id !== id && !rowOf(id);
}

/** Of several bookings that should have gone back, the one that the refusal's alternatives are for. */
function firstTaken(result: OutboxRecord['result']): Occurrence | undefined {
  return result?.status === 'refused' ? result.occurrences?.find(({ status }) => status === 'taken') : undefined;
}

/** The refused command once more, with an exception. Throws for one that knows none. */
function insistence(record: OutboxRecord, { approval, ...asked }: Exceptions, { versionOf }: Pick<AttentionSources, 'versionOf'>): AnyIntent {
  const { command } = record;
  const common = { channel: command.channel === 'walk_in' ? ('walk_in' as const) : ('desk' as const), supersedes: record.id, approval };
  switch (command.kind) {
    case 'create_booking':
      return { kind: 'create_booking', args: { ...command.args, ...asked, ...bothWaived(command.args, asked) }, ...common };
    case 'confirm_hold': {
      const { squeezeIn: _, ...rest } = asked;
      return { kind: 'confirm_hold', args: { ...command.args, ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'edit_booking': {
      const { squeezeIn: _, ...rest } = asked;
      return { kind: 'edit_booking', args: { ...asItIsNow(command.args, versionOf), ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'edit_series': {
      const { squeezeIn: _, ...rest } = asked;
      return { kind: 'edit_series', args: { ...asItIsNow(command.args, versionOf), ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'accept_offer': {
      const { squeezeIn: _, ...rest } = asked;
      return { kind: 'accept_offer', args: { ...command.args, ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'place_hold': {
      const { depositReference: _, ...rest } = asked;
      return { kind: 'place_hold', args: { ...command.args, ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'move_booking': {
      const { depositReference: _, ...rest } = asked;
      return { kind: 'move_booking', args: { ...asItIsNow(command.args, versionOf), ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    case 'move_series': {
      const { depositReference: _, ...rest } = asked;
      return { kind: 'move_series', args: { ...asItIsNow(command.args, versionOf), ...rest, ...bothWaived(command.args, asked) }, ...common };
    }
    default:
      throw new Error(`A refused ${command.kind} knows no exception.`);
  }
}

/** What was seen when it was asked for first is no longer what the person decides on. */
function asItIsNow<A extends { bookingId: string } & Partial<Record<'expectedVersion' | 'expectedVersions' | 'behindOwn', unknown>>>(args: A, versionOf: AttentionSources['versionOf']) {
  const { expectedVersion: _, expectedVersions: __, behindOwn: ___, ...rest } = args;
  const version = versionOf(args.bookingId);
  return { ...rest, ...(version === null ? {} : { expectedVersion: version }) };
}
