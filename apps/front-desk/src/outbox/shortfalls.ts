import { fromWire } from '@holdfast/domain/instant';
import type { Alternative, Committed, LateElsewhere, Occurrence, UnmovedBooking } from '@holdfast/protocol/outcomes';
import type { Missing, Shortfall } from '../desk.ts';
import { agreedAboutCustomer } from './agreed-about-customer.ts';
import type { AnyIntent } from './attention.ts';
import type { OutboxRecord } from './outbox-record.ts';

interface Tapped {
  commandId: string;
  onDisk: Promise<void>;
}

export interface ShortfallSources {
  mintId(): string;
  /** The booking's version as the board shows it now. */
  versionOf(bookingId: string): number | null;
  /** Who is signed in. */
  actorId(): string | null;
  /** Submits, and in the same write says that this one of the command's has been seen to. */
  seeTo(intent: AnyIntent, of: { commandId: string; item: string }): Tapped;
  /** Nothing is done about it, and it has been seen to. */
  leave(of: { commandId: string; item: string }): Promise<void>;
}

/** Commands that came through in part, oldest first, each with what still waits for a decision. */
export class Shortfalls {
  readonly #sources: ShortfallSources;
  #cards = new Map<OutboxRecord, Shortfall>();
  #shown: readonly Shortfall[] = [];

  constructor(sources: ShortfallSources) {
    this.#sources = sources;
  }

  /** `cancelled`: series of which nothing is left to come. */
  of(records: readonly OutboxRecord[], cancelled: ReadonlySet<string>): readonly Shortfall[] {
    const takenBack = undoneBy(records);
    const ended = endedSeries(records, cancelled, takenBack);
    const cards = new Map<OutboxRecord, Shortfall>();
    for (const record of records) {
      if (takenBack.has(record.id) || isOf(record, ended) || openItems(record).length === 0) continue;
      cards.set(record, this.#cards.get(record) ?? this.#card(record));
    }
    this.#cards = cards;
    const shown = [...cards.values()];
    const same = shown.length === this.#shown.length && shown.every((card, index) => card === this.#shown[index]);
    if (!same) this.#shown = shown;
    return this.#shown;
  }

  #card(record: OutboxRecord): Shortfall {
    const { customer, title, serviceId } = record.wanted;
    const { moved = [], occurrences = [] } = record.result as Committed;
    return {
      commandId: record.id,
      kind: record.kind as Shortfall['kind'],
      title,
      customer,
      serviceId,
      tappedAt: record.createdAt,
      done: moved.length + occurrences.filter(({ status }) => status === 'booked').length,
      missing: openItems(record).map((item) => this.#missing(record, item)),
    };
  }

  #missing(record: OutboxRecord, item: Item): Missing {
    const of = { commandId: record.id, item: item.key };
    return {
      ...item,
      accept: (index) => {
        const alternative = item.alternatives[index];
        if (!alternative) throw new RangeError(`There is no alternative ${index}.`);
        return this.#sources.seeTo(this.#intent(record, item, alternative), of);
      },
      leave: () => this.#sources.leave(of),
    };
  }

  /** What is booked is moved there; a date that never was is booked as one of the series, for the same customer. */
  #intent({ command, wanted }: OutboxRecord, { bookingId }: Item, { start, end, resourceIds }: Alternative): AnyIntent {
    const slot = { start, end, resourceIds };
    if (bookingId !== null) {
      const version = this.#sources.versionOf(bookingId);
      return { kind: 'move_booking', args: { bookingId, ...slot, ...(version === null ? {} : { expectedVersion: version }) } };
    }
    if (command.kind !== 'create_series') throw new Error(`A ${command.kind} books nothing new.`);
    const { seriesId, customer, title, notes, partySize, depositReference } = command.args;
    const more = {
      ...(title === undefined ? {} : { title }),
      ...(notes === undefined ? {} : { notes }),
      ...(partySize === undefined ? {} : { partySize }),
      // Paid, and agreed to, once for every date of it. What else was set aside was so for the times that were asked for.
      ...(depositReference === undefined ? {} : { depositReference }),
      ...agreedAboutCustomer(command, this.#sources.actorId()),
    };
    return { kind: 'create_booking', args: { bookingId: this.#sources.mintId(), serviceId: wanted.serviceId, ...slot, customer, seriesId, ...more } };
  }
}

type Item = Omit<Missing, 'accept' | 'leave'>;

/** What of a command did not come through and nobody has seen to yet. */
export function openItems({ state, result, seenTo = [] }: Pick<OutboxRecord, 'state' | 'result' | 'seenTo'>): Item[] {
  if ((state !== 'committed' && state !== 'absorbed') || result?.status !== 'committed') return [];
  const { unmoved = [], occurrences = [], elsewhere = [] } = result;
  return [...unmoved.map(ofUnmoved), ...elsewhere.map(ofElsewhere), ...occurrences.filter(({ status }) => status === 'taken').map(ofOccurrence)].filter(({ key }) => !seenTo.includes(key));
}

function ofUnmoved({ bookingId, reason, conflicts, alternatives }: UnmovedBooking): Item {
  return { key: bookingId, bookingId, slot: null, elsewhere: null, reason, conflicts, alternatives };
}

/** Nothing can be done about it here. */
function ofElsewhere(late: LateElsewhere): Item {
  return { key: `${late.locationId ?? ''} ${late.start} ${late.end}`, bookingId: null, slot: null, elsewhere: late, reason: 'travel_too_short', conflicts: [], alternatives: [] };
}

function ofOccurrence({ occurrence, start, end, resourceIds, reason = 'slot_taken', alternatives = [] }: Occurrence): Item {
  return { key: occurrence, bookingId: null, slot: { start: fromWire(start), end: fromWire(end), resourceIds }, elsewhere: null, reason, conflicts: [], alternatives };
}

/** Whether it was about one of these series: who ended a course wants none of its dates, and another may not join it. */
function isOf({ command }: OutboxRecord, series: ReadonlySet<string>): boolean {
  return (command.kind === 'create_series' || command.kind === 'move_series') && series.has(command.args.seriesId);
}

/** Series of which nothing is left to come: `cancelled` as the copy knows them, and those that are cancelled here. */
export function endedSeries(records: readonly OutboxRecord[], cancelled: ReadonlySet<string>, takenBack = undoneBy(records)): ReadonlySet<string> {
  return cancelled.union(cancelledBy(records, takenBack));
}

/** The series that are cancelled whole here, before the copy says so. Of a part the server alone knows whether anything is left. */
function cancelledBy(records: readonly OutboxRecord[], takenBack: ReadonlySet<string>): Set<string> {
  return new Set(
    records.flatMap(({ id, command, state }) =>
      command.kind === 'cancel_series' && command.args.scope === 'all' && !takenBack.has(id) && (state === 'queued' || state === 'sending' || state === 'committed') ? [command.args.seriesId] : [],
    ),
  );
}

/** The commands that an undo has taken back, or is about to: nothing of theirs is missing any more. */
function undoneBy(records: readonly OutboxRecord[]): Set<string> {
  return new Set(
    records.flatMap(({ command, state }) => (command.kind === 'undo_command' && state !== 'refused' && state !== 'superseded' && state !== 'dismissed' && state !== 'stuck' ? [command.args.commandId] : [])),
  );
}
