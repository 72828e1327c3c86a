import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { fromWire, minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import type { CommandArgs, CommandKind, WaivableRule } from '@holdfast/protocol/commands';
import type { Night } from '@holdfast/domain/wall-clock.oracle';
import type { Alternative, Occurrence, Outcome } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { SeriesModel, type Exceptions, type ModelBooking, type Place } from './series-model.ts';
import type { SeriesStep } from './series-steps.ts';
import { WallTable, type MinutesOfDay } from './wall-table.ts';

const hourMs = 60 * minuteMs;

/** A location and the plain list beside it: every answer of the one is checked by looking at all of the other. */
export class SeriesTwin {
  readonly model: SeriesModel;
  readonly #world: TestWorld;
  readonly #table: WallTable;
  readonly #reached: Map<string, number>;
  readonly #admin: pg.Pool;

  /** `shortestMinutes`: what may be left between two bookings; `closed`: when nobody is there; `reached`: how often what was answered. */
  constructor(world: TestWorld, admin: pg.Pool, night: Night, { shortestMinutes, closed, reached }: { shortestMinutes: number; closed: MinutesOfDay | null; reached: Map<string, number> }) {
    this.#world = world;
    this.#admin = admin;
    this.#table = new WallTable(night);
    this.#reached = reached;
    this.model = new SeriesModel(world.clock.now, { beforeMs: 15 * minuteMs, afterMs: 15 * minuteMs, shortestMs: shortestMinutes * minuteMs }, {
      dayOf: (instant) => {
        const wall = this.#table.wallOf(instant);
        return wall === null ? null : Math.floor(wall / 1_440);
      },
      isOpen: (range) => closed === null || this.#table.isApartFrom(range, closed),
    });
  }

  #reach(what: string): void {
    this.#reached.set(what, (this.#reached.get(what) ?? 0) + 1);
  }

  async step(step: SeriesStep): Promise<void> {
    switch (step.do) {
      case 'book':
        return this.#book(step);
      case 'create':
        return this.#create(step);
      case 'move_alone':
        return this.#moveAlone(step);
      case 'cancel_alone': {
        const booking = this.#pick(step.booking);
        if (!booking || booking.status === 'cancelled') return;
        assert.equal((await this.#submit('cancel_booking', { bookingId: booking.id })).status, 'committed');
        booking.status = 'cancelled';
        return;
      }
      case 'move':
        return this.#move(step);
      case 'cancel':
        return this.#cancel(step);
      case 'wait':
        this.#world.clock.now += step.hours * hourMs;
        this.model.now = this.#world.clock.now;
    }
  }

  /** What a refusal of a single booking holds for its asker is given back at once: this list has no holds. */
  async #submit<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<Outcome> {
    const outcome = await this.#world.submit(kind, args);
    if (outcome.status === 'refused' && outcome.alternatives.length > 0) {
      this.#expectOffered(outcome.alternatives, this.model.standing(new Set('bookingId' in args ? [args.bookingId] : [])));
      this.#reach(`${kind} offered others`);
      await this.#admin.query(`update claim set released_at = now() where tenant_no = $1 and owner_kind = 'hold' and released_at is null`, [this.#world.tenantNo]);
      await this.#admin.query(`update hold set status = 'released' where tenant_no = $1 and status = 'active'`, [this.#world.tenantNo]);
    }
    return outcome;
  }

  #room(index: number): string {
    return this.#world.rooms[index] ?? '';
  }

  #pick(index: number): ModelBooking | undefined {
    return this.model.bookings.toReversed()[index];
  }

  #place(id: string, resourceId: string, start: Instant): Place {
    return { id, resourceId, start, end: start + hourMs };
  }

  async #book({ room, day, minute }: Extract<SeriesStep, { do: 'book' }>): Promise<void> {
    const start = this.#table.showing(this.#table.day(day) + minute);
    if (start === null) return;
    const place = this.#place(randomUUID(), this.#room(room), start);
    const outcome = await this.#submit('create_booking', {
      bookingId: place.id, serviceId: this.#world.services.buffered, start: toWire(start), resourceIds: [place.resourceId], customer: null,
    });
    assert.equal(outcome.status, this.model.mayLie(place, this.model.standing()) ? 'committed' : 'refused');
    if (outcome.status === 'committed') this.model.bookings.push({ ...place, seriesId: null, status: 'booked', alone: false, beyond: false, waived: [] });
  }

  async #create(step: Extract<SeriesStep, { do: 'create' }>): Promise<void> {
    const { day, minute, interval, count, acceptance } = step;
    const first = this.#table.day(day) + minute;
    const start = this.#table.showing(first);
    if (start === null) return;
    const occurrences: Instant[] = [];
    // Days whose clock skips the time do not count; the table's end ends the history's view.
    for (let n = 0; occurrences.length < count; n += interval) {
      const shown = this.#table.showing(first + n * 1_440);
      if (shown !== null) occurrences.push(shown);
      else if (this.#table.meant(first + n * 1_440) === null) return;
    }
    const named = step.room === null ? [] : [this.#room(step.room)];
    const wanted = occurrences.map((occurrence, at) => {
      const change = step.changes.find((each) => each.occurrence === at);
      const resourceIds = change?.room == null ? named : [this.#room(change.room)];
      return { occurrence, start: occurrence + (change?.minutes ?? 0) * minuteMs, resourceIds, skip: change?.skip ?? false, isChanged: change !== undefined };
    });
    if (wanted.every(({ skip }) => skip)) return;
    const seriesId = randomUUID();
    // Which room the house chooses for a squeeze-in is its own affair.
    const asked = { squeeze: step.squeeze && step.room !== null, waive: step.waive, anyHour: step.anyHour };
    const outcome = await this.#submit('create_series', {
      ...exceptions(asked),
      seriesId, serviceId: this.#world.services.buffered, start: toWire(start), rule: `FREQ=DAILY;INTERVAL=${interval};COUNT=${count}`, resourceIds: named,
      customer: null, acceptance,
      changes: wanted.filter(({ isChanged }) => isChanged).map(({ occurrence, start: at, resourceIds, skip }) => ({ occurrence: toWire(occurrence), start: toWire(at), resourceIds, skip })),
    });
    this.#reach(`create ${outcome.status} ${acceptance}`);
    const answers = outcome.occurrences ?? [];
    assert.deepEqual(answers.map(({ occurrence }) => fromWire(occurrence)), occurrences);

    const booked: ModelBooking[] = [];
    const inOrder = wanted.map((each, at) => ({ ...each, answer: answers[at] })).toSorted((a, b) => a.start - b.start);
    for (const { skip, resourceIds, start: at, answer } of inOrder) {
      if (skip || !answer) {
        assert.equal(answer?.status, 'skipped');
        continue;
      }
      const stands = [...this.model.standing(), ...booked];
      const rooms = resourceIds.length > 0 ? resourceIds : this.#world.rooms.slice(0, 2);
      const isRegular = rooms.some((room) => this.model.mayLie(this.#place('', room, at), stands, asked));
      const reasons = rooms.map((room) => this.model.whyNot(this.#place('', room, at), stands, asked));
      const isHad = reasons.includes(null);
      assert.equal(answer.status, isHad ? (outcome.status === 'committed' ? 'booked' : 'free') : 'taken');
      assert.equal(answer.squeezedIn ?? false, isHad && !isRegular);
      if (!isHad) {
        assert.ok(rooms.length > 1 || answer.reason === reasons[0]);
        this.#reach(`create ${answer.reason ?? ''}`);
        continue;
      }
      const place = this.#place(answer.bookingId ?? '', answer.resourceIds[0] ?? '', at);
      assert.ok(rooms.includes(place.resourceId));
      assert.equal(this.model.mayLie(place, stands, asked), isRegular);
      if (!isRegular) this.#reach('create squeezed in');
      if (!this.model.isOpen(place)) this.#reach('create when nobody is there');
      else if (isRegular && !this.model.mayLie(place, stands)) this.#reach('create waived what it had to');
      booked.push({ ...place, seriesId, status: 'booked', alone: false, beyond: !isRegular, waived: waivedBy(asked) });
    }
    this.#expectAlternatives(answers, booked);
    const isComplete = answers.every(({ status }) => status !== 'taken');
    assert.equal(outcome.status, isComplete || (acceptance === 'free' && booked.length > 0) ? 'committed' : 'refused');
    if (outcome.status === 'committed') this.model.bookings.push(...booked);
    else assert.equal(outcome.reason, 'series_incomplete');
  }

  /** The first openings of all dates can be had together: each is beside what is booked and those of the dates before it. */
  #expectAlternatives(answers: readonly Pick<Occurrence, 'alternatives' | 'bookingId'>[], booked: readonly ModelBooking[]): void {
    const firsts: Place[] = [];
    for (const { alternatives = [], bookingId = '' } of answers) {
      const places = this.#expectOffered(alternatives, [...this.model.standing(new Set([bookingId])), ...booked, ...firsts]);
      // Beside it nothing is theirs any more once they go there, but until then they have what they have.
      assert.equal(places.some((place) => this.model.meets(place, this.model.standing())), false);
      firsts.push(...places.slice(0, 1));
    }
  }

  /** Each opening can be had for itself: whoever takes one has none of the others. */
  #expectOffered(alternatives: readonly Alternative[], beside: Parameters<SeriesModel['mayLie']>[1]): Place[] {
    const places = alternatives.map(({ start, end, resourceIds }) => ({ id: '', resourceId: resourceIds[0] ?? '', start: fromWire(start), end: fromWire(end) }));
    for (const [rank, place] of places.entries()) {
      assert.equal(this.model.mayLie(place, beside), true);
      assert.equal(this.model.meets(place, places.slice(0, rank)), false);
      if (rank > 0) this.#reach('offered beside another');
    }
    return places;
  }

  async #moveAlone({ booking: index, room, minutes }: Extract<SeriesStep, { do: 'move_alone' | 'cancel_alone' }>): Promise<void> {
    const booking = this.#pick(index);
    if (!booking || booking.status === 'cancelled') return;
    const place = this.#place(booking.id, room === null ? booking.resourceId : this.#room(room), booking.start + minutes * minuteMs);
    if (this.#table.wallOf(place.start) === null) return;
    const outcome = await this.#submit('move_booking', { bookingId: booking.id, start: toWire(place.start), resourceIds: [place.resourceId] });
    assert.equal(outcome.status, this.model.mayLie(place, this.model.standing(new Set([booking.id]))) ? 'committed' : 'refused');
    if (outcome.status === 'committed') Object.assign(booking, place, { alone: true, beyond: false, waived: [] });
  }

  async #move({ booking: index, scope, room, minutes, acceptance, ...step }: Extract<SeriesStep, { do: 'move' }>): Promise<void> {
    const asked = { squeeze: step.squeeze, waive: step.waive, anyHour: step.anyHour };
    const anchor = this.model.bookings.filter(({ seriesId }) => seriesId !== null).toReversed()[index];
    if (!anchor?.seriesId) return;
    const from = this.#table.wallOf(anchor.start);
    const to = from === null ? null : this.#table.meant(from + minutes);
    const arrived = to === null ? null : this.#table.wallOf(to);
    if (from === null || to === null || arrived === null) return;
    const outcome = await this.#submit('move_series', {
      seriesId: anchor.seriesId, bookingId: anchor.id, scope, start: toWire(to), resourceIds: room === null ? [] : [this.#room(room)], acceptance,
      ...exceptions(asked),
    });
    const inScope = this.model.scope(anchor.seriesId, anchor, scope);
    if (!inScope.includes(anchor)) {
      assert.equal(outcome.status === 'refused' ? outcome.reason : outcome.status, 'illegal_status');
      return;
    }
    const movers = inScope.filter((booking) => booking === anchor || !booking.alone);
    const wanted = movers.map((booking) => {
      const wall = this.#table.wallOf(booking.start);
      const start = booking === anchor ? to : wall === null ? null : this.#table.meant(wall + arrived - from);
      return { id: booking.id, resourceId: room !== null && booking.resourceId === anchor.resourceId ? this.#room(room) : booking.resourceId, start };
    });
    const moves = wanted.map(({ id, resourceId, start }) => (start === null ? null : this.#place(id, resourceId, start)));
    const places = moves.filter((place) => place !== null);
    // Off the table there is nothing to compare with: then only the record at the end says that nothing overlaps.
    if (places.length < moves.length) return this.#believe(outcome, wanted, asked);
    this.#judge(outcome, places, { acceptance, ...asked });
  }

  #judge(outcome: Outcome, places: readonly Place[], { acceptance, ...asked }: Exceptions & { acceptance: 'all' | 'free' }): void {
    const name = `move ${outcome.status} ${acceptance}${places.length > 1 ? ' several' : ''}`;
    this.#reach(name);
    const free = outcome.status === 'committed' ? outcome.moved : outcome.occurrences?.filter(({ status }) => status === 'free');
    const isSqueezed = new Map(free?.map(({ bookingId = '', squeezedIn = false }) => [bookingId, squeezedIn]));
    const gone = places.filter(({ id }) => isSqueezed.has(id)).map((place) => ({ ...place, beyond: isSqueezed.get(place.id) ?? false }));
    const stayed = places.filter(({ id }) => !isSqueezed.has(id));
    assert.equal(gone.length, isSqueezed.size);
    const reasons = this.#expectRight(gone, stayed, asked);
    const told = outcome.status === 'committed' ? outcome.unmoved : (outcome.occurrences?.filter(({ status }) => status === 'taken') ?? [outcome]);
    assert.deepEqual(told?.map(({ reason }) => reason), reasons);
    for (const reason of reasons) this.#reach(`stays ${reason ?? ''}`);
    const isAll = acceptance === 'all' || places.length === 1;
    assert.equal(outcome.status, stayed.length === 0 || (!isAll && gone.length > 0) ? 'committed' : 'refused');
    if (outcome.status === 'refused') return;
    if (stayed.length > 0) this.#reach('move in part');
    assert.deepEqual(outcome.unmoved?.map(({ bookingId }) => bookingId), stayed.map(({ id }) => id));
    for (const { beyond, ...place } of gone) this.#lies(place, { beyond, alone: places.length === 1, waived: waivedBy(asked) });
    this.#expectAlternatives(outcome.unmoved ?? [], []);
  }

  /** What goes can go, each on a regular lane where it can, and nobody stays who could have gone along; answers why those stay that do. */
  #expectRight(gone: readonly (Place & { beyond: boolean })[], stayed: readonly Place[], asked: Exceptions): (RefusalReason | null)[] {
    const going = new Set(gone.map(({ id }) => id));
    const rest = this.model.standing(going);
    for (const place of gone) {
      const others = [...rest, ...gone.filter((other) => other !== place)];
      if (!this.model.isOpen(place)) this.#reach('move when nobody is there');
      if (place.beyond) this.#reach('move squeezed in');
      else if (!this.model.mayLie(place, others, { ...asked, waive: false })) this.#reach('move waived what it had to');
      assert.equal(place.beyond ? asked.squeeze && (asked.anyHour || this.model.isOpen(place)) && this.model.maySqueezeIn(place, others) : this.model.mayLie(place, others, asked), true);
    }
    const moves = [...gone, ...stayed];
    // Where some are squeezed in, who has the regular lane decides whose day it counts for: then each is asked about, and not several.
    for (const extra of asked.squeeze ? [] : subsets(stayed))
      if (extra.length > 0) assert.equal(this.model.canGo(moves, new Set([...going, ...extra.map(({ id }) => id)]), asked), false);
    return stayed.map((place) => {
      const reason = this.model.whyNot(place, [...rest.filter(({ id }) => id !== place.id), ...gone], asked);
      assert.notEqual(reason, null);
      return reason;
    });
  }

  #lies({ id, ...place }: Place, how: Pick<ModelBooking, 'beyond' | 'alone' | 'waived'>): void {
    Object.assign(this.model.find(id) ?? {}, place, how);
  }

  #believe(outcome: Outcome, wanted: readonly Pick<Place, 'id' | 'resourceId'>[], asked: Exceptions): void {
    if (outcome.status === 'refused') return;
    for (const { bookingId, start, end, squeezedIn = false } of outcome.moved ?? []) {
      const resourceId = wanted.find(({ id }) => id === bookingId)?.resourceId ?? '';
      this.#lies({ id: bookingId, resourceId, start: fromWire(start), end: fromWire(end) }, { beyond: squeezedIn, alone: wanted.length === 1, waived: waivedBy(asked) });
    }
  }

  async #cancel({ booking: index, scope }: Extract<SeriesStep, { do: 'cancel' }>): Promise<void> {
    const anchor = this.model.bookings.filter(({ seriesId }) => seriesId !== null).toReversed()[index];
    if (!anchor?.seriesId) return;
    const outcome = await this.#submit('cancel_series', { seriesId: anchor.seriesId, bookingId: anchor.id, scope });
    const inScope = this.model.scope(anchor.seriesId, anchor, scope);
    this.#reach(`cancel ${outcome.status}`);
    assert.equal(outcome.status, inScope.length > 0 ? 'committed' : 'refused');
    for (const booking of inScope) booking.status = 'cancelled';
  }
}

function exceptions(asked: Exceptions) {
  const rules = waivedBy(asked);
  return {
    ...(asked.squeeze ? { squeezeIn: { reason: 'Pain' } } : {}),
    ...(rules.length > 0 ? { waive: { rules, reason: 'Regular' } } : {}),
  };
}

function waivedBy({ waive, anyHour }: Exceptions): WaivableRule[] {
  return [...(waive ? ['orphan_gap' as const] : []), ...(anyHour ? ['hours' as const] : [])];
}

function* subsets<T>(of: readonly T[]): Generator<T[]> {
  for (let bits = 0; bits < 2 ** of.length; bits++) yield of.filter((_, at) => (bits >> at) % 2 === 1);
}
