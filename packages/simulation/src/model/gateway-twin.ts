import assert from 'node:assert/strict';
import type pg from 'pg';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import type { Alternative, Outcome } from '@holdfast/protocol/outcomes';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import type { Gateway, Submitter } from '@holdfast/server/commands/gateway';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { isDatabaseAway } from '@holdfast/server/db/database-away';
import { isBehindUndone } from '@holdfast/server/undo/behind-undone';
import { changeRules, type RulesAsked } from '@holdfast/server/locations/change-rules';
import { lookForOffers } from '@holdfast/server/waitlist/look-for-offers';
import { offerFreedTime } from '@holdfast/server/waitlist/offering-job';
import type { Break, BreakableDatabase } from './breakable-database.ts';
import type { KnownCaller } from './callers.ts';
import { compareRecords } from './compare-records.ts';
import type { Event, Fate, House, Sent, Step } from './gateway-steps.ts';
import type { GatewayModel } from './gateway-model.ts';
import { takenReasons } from './house-model.ts';
import { openHouses, places, type Houses, type Place } from './model-houses.ts';

/** What a twin may share with others that live at the same time. */
export interface Surroundings {
  db: BreakableDatabase;
  admin: pg.Pool;
  /** Told each command kind with what it was answered. */
  reached: Set<string>;
  /** Null for one that lives alone, and so may meet every business of the database. */
  groups: CommitGroups | null;
  house: House;
}

/** One small house, and another where its doctor works too, kept twice: by the gateway in PostgreSQL and by models. Each step is done to both and compared. */
export class GatewayTwin {
  readonly #world: TestWorld;
  readonly #here: Place;
  readonly #there: Place | null;
  readonly #doctor: Houses['doctor'];
  readonly #models: readonly GatewayModel[];
  readonly #db: BreakableDatabase;
  readonly #groups: CommitGroups | null;
  /** Of the server process that is asked at present. */
  #gateway: Gateway;
  readonly #isAlone: boolean;
  readonly #admin: pg.Pool;
  readonly #reached: Set<string>;

  private constructor(houses: Houses, { db, admin, reached, groups }: Surroundings) {
    const { world, here, there, doctor } = houses;
    this.#world = world;
    this.#here = here;
    this.#there = there;
    this.#doctor = doctor;
    this.#models = places(houses).map(({ model }) => model);
    this.#db = db;
    this.#groups = groups;
    this.#isAlone = groups === null;
    this.#gateway = world.gateway;
    this.#reached = reached;
    this.#admin = admin;
  }

  static async open(surroundings: Surroundings): Promise<GatewayTwin> {
    const { db, admin, groups, house } = surroundings;
    return new GatewayTwin(await openHouses(db, admin, groups, house), surroundings);
  }

  /** The waitlist of a history that is over is not looked at any more. */
  async close(): Promise<void> {
    this.#world.feedWatch.close();
    await this.#admin.query('delete from waitlist_watch where tenant_no = $1', [this.#world.tenantNo]);
  }

  async step(step: Step): Promise<void> {
    const place = (step.there === true ? this.#there : null) ?? this.#here;
    if ('who' in step) await this.#send(place, step, place.callers[step.who]);
    else await this.#happen(place, step);
    await compareRecords(this.#admin, this.#world.tenantNo, this.#models);
  }

  async #happen(place: Place, event: Event): Promise<void> {
    switch (event.do) {
      case 'resend':
        return this.#resend(place, event.earlier, event.changed);
      case 'run_out':
        return this.#runOut(place, place.commands.holdOf(event.hold));
      case 'sweep':
        return this.#sweep();
      case 'look':
        return this.#look(event.breaks);
      case 'take_over':
        this.#gateway = this.#anotherProcess();
        return;
      case 'wait':
        this.#world.clock.now += event.minutes * minuteMs;
        for (const model of this.#models) model.wait(event.minutes);
        return;
      case 'policy': {
        const waitlist = event.toAll ? 'all' : 'in_order';
        await this.#admin.query('select gateway.put_settings($1, $2)', [this.#world.tenantNo, { waitlist, undoSeconds: event.keepsForUndo ? 300 : 0 }]);
        for (const model of this.#models) model.set({ waitlist, keepsForUndo: event.keepsForUndo });
        return;
      }
      case 'needs': {
        const { services: { hour, buffered, visit, class: lesson } } = this.#world;
        const subject = [hour, buffered, visit, lesson][event.service] ?? hour;
        this.#here.model.need(subject, event.kinds);
        const needs = Object.fromEntries(['room', 'person', 'class'].map((kind) => [kind, Number(event.kinds.includes(kind))]));
        return this.#changeRules({ of: 'service', subject, change: { needs } }, 'changed');
      }
      case 'person': {
        if (this.#doctor === null) return;
        const { models, isSame } = this.#doctor;
        const becomes = models.become(event.isOne);
        if (becomes === true) this.#here.model.version++;
        this.#reached.add(`another person ${becomes === null ? 'refused' : 'changed'}`);
        return this.#changeRules({ of: 'resource', subject: this.#world.doctor, change: { person: event.isOne ? isSame : 'none' } }, becomes === null ? 'refused' : 'changed');
      }
    }
  }

  /** As a manager does; asked again it changes nothing more. */
  async #changeRules(asked: RulesAsked, expected: 'changed' | 'refused'): Promise<void> {
    const { tenantNo, locationId } = this.#world;
    const { status } = await this.#untilAnswered(() => changeRules(this.#db, { tenantNo, locationId, by: { channel: 'command_line' } }, asked));
    assert.equal(status, expected);
  }

  /** It knows nothing yet of the house, and nobody waits in its queues. */
  #anotherProcess(): Gateway {
    const { feedWatch, clock, transients } = this.#world;
    return createGateway({ db: this.#db, feedWatch, now: () => clock.now, onTransient: (fault) => transients.push(fault), groups: this.#groups ?? CommitGroups.single(this.#db) });
  }

  /** As a client does: what was not answered is sent again, as it was. */
  async #untilAnswered<T>(ask: (attempt: number) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(attempt);
      } catch (fault) {
        // Others that live at the same time may break it too, but not for ever.
        if (!isDatabaseAway(fault) || attempt > 10) throw fault;
      }
    }
  }

  async #submit(submitter: Submitter, command: Command, fate: Fate): Promise<Outcome> {
    if (fate === 'twice') {
      const other = this.#anotherProcess();
      const [answer, second] = await Promise.all([this.#gateway, other].map((gateway) => this.#untilAnswered(() => gateway.submit(submitter, command))));
      assert.deepEqual(second, answer);
      return answer as Outcome;
    }
    this.#db.breakNext(fate === 'straight' ? null : fate === 'moved_on' ? 'after_commit' : fate);
    return this.#untilAnswered((attempt) => {
      if (fate === 'moved_on' && attempt === 2) this.#gateway = this.#anotherProcess();
      return this.#gateway.submit(submitter, command);
    });
  }

  async #send({ model, commands, sent }: Place, step: Sent, caller: KnownCaller): Promise<void> {
    const command = commands.make(step, caller);
    const isLate = isAboutLate(model, command);
    const behind = changedBehind(model, command);
    const isSoldOtherwise = 'bookingId' in command.args && model.isSoldOtherwise(command.args.bookingId);
    const isEndOfRefusal = sent.some(({ command: { id }, outcome: { status } }) => status === 'refused' && id === command.dependsOn) && isBehindUndone(command);
    const verdict = model.decide(command, caller);
    const outcome = await this.#submit(caller.submitter, command, step.fate);
    const answered = outcome.status === 'committed' ? 'committed' : outcome.reason;
    this.#reached.add(`${command.kind} ${answered}${isLate ? ' late' : ''}`).add(`${command.channel} ${outcome.status}`);
    if (isEndOfRefusal) this.#reached.add(`an undo behind a refusal ${answered}`);
    if (behind) this.#reached.add(`${behind} ${answered}`);
    if (isSoldOtherwise) this.#reached.add(`${command.kind} ${answered} of what was sold otherwise`);
    if (outcome.status === 'committed') for (const { reason } of outcome.unmoved ?? []) this.#reached.add(`${command.kind} unmoved ${reason}`);
    if (outcome.status === 'committed' && outcome.elsewhere) this.#reached.add(`${command.kind} too late elsewhere`);
    assert.deepEqual([command.kind, answered, outcome.version], [command.kind, verdict, model.version]);
    model.learn(command, caller, outcome);
    sent.push({ command, caller, outcome });
    if (outcome.status === 'refused') await this.#noteExpired();
    // The house is closed at night and open for a week: something is always left.
    if (takenReasons.includes(answered) && outcome.status === 'refused' && isToldOthers(command)) assert.notEqual(outcome.alternatives.length, 0);
    if (command.kind === 'override_hold' && outcome.status === 'committed') await this.#readMessage(model, command.id);
  }

  /** Looking for something to hold may have met holds that ran out, and told them so, also where it held nothing after all. */
  async #noteExpired(): Promise<void> {
    const { rows } = await this.#admin.query<{ id: string }>(
      `select hold_id as id from hold where tenant_no = $1 and status = 'expired'`,
      [this.#world.tenantNo],
    );
    for (const { calendar } of this.#models) for (const { id } of rows) if (calendar.holds.get(id)?.ranOut === true) calendar.closeHold(id, 'expired');
  }

  /** Who lost their time to a manager is told of other times that they can have. */
  async #readMessage({ alternatives: others }: GatewayModel, commandId: string): Promise<void> {
    const { rows } = await this.#admin.query<{ serviceId: string | null; alternatives: Alternative[]; partySize: number }>(
      `select m.body->>'serviceId' as "serviceId", m.body->'alternatives' as alternatives, h.party_size as "partySize"
         from message m join hold h on h.tenant_no = m.tenant_no and h.hold_id = m.subject_id
         where m.tenant_no = $1 and m.command_id = $2`,
      [this.#world.tenantNo, commandId],
    );
    if (rows.length > 1) this.#reached.add('override_hold told several');
    for (const { serviceId, partySize, alternatives } of rows)
      others.expectFree(alternatives.map(({ start, end, resourceIds }) => ({ serviceId, partySize, start: fromWire(start), end: fromWire(end), resourceIds })));
  }

  /** Known ids change nothing: the stored answer, or that the id is another command's. */
  async #resend({ sent }: Place, earlier: number, changed: boolean): Promise<void> {
    const known = sent[earlier % sent.length];
    if (!known) return;
    const { command, caller, outcome } = known;
    const again = changed ? { ...command, channel: command.channel === 'walk_in' ? ('desk' as const) : ('walk_in' as const) } : { ...command, seq: command.seq + 100, sawVersion: 7 };
    const answer = await this.#submit(caller.submitter, again, 'straight');
    if (changed) assert.deepEqual([answer.status === 'refused' && answer.reason, answer.version], ['command_id_reused', 0]);
    else assert.deepEqual(answer, outcome);
  }

  async #runOut({ model: { calendar } }: Place, holdId: string): Promise<void> {
    const hold = calendar.holds.get(holdId);
    if (hold?.status !== 'active') return;
    calendar.runOut(holdId, hold);
    const past = `now() - interval '1 second'`;
    await this.#admin.query(
      `with ended as (update hold set expires_at = ${past} where tenant_no = $1 and hold_id = $2)
        update claim set expires_at = ${past} where tenant_no = $1 and owner_kind = 'hold' and owner_id = $2`, [this.#world.tenantNo, holdId]);
  }

  async #sweep(): Promise<void> {
    for (const model of this.#models) model.sweep();
    for (;;) {
      const { rowCount } = await this.#admin.query('select * from gateway.sweep_expired_holds()');
      if (rowCount === 0) return;
    }
  }

  async #look(breaks: Break | null): Promise<void> {
    const { clock, tenantNo, locationId } = this.#world;
    // Alone, the job has to notice by itself that time came free; what ran out, it notices when it is told so.
    if (this.#isAlone) await this.#sweep();
    this.#db.breakNext(breaks);
    const node = { db: this.#db, gateway: this.#gateway, now: () => clock.now };
    const { signal } = new AbortController();
    await this.#untilAnswered(async () => {
      if (this.#isAlone) await offerFreedTime(node, signal);
      else await lookForOffers(node, { tenantNo, locationId }, signal);
    });
    this.#db.breakNext(null);
    const { rows } = await this.#admin.query<{ id: string; holdId: string | null }>(
      'select entry_id as id, hold_id as "holdId" from waitlist_entry where tenant_no = $1',
      [tenantNo],
    );
    const heldFor = new Map(rows.map(({ id, holdId }) => [id, holdId]));
    const { model } = this.#here;
    model.look((entryId) => heldFor.get(entryId) ?? 'none');
    const offers = [...model.calendar.entries.values()].flatMap(({ status, holdId }) => (status === 'offered' ? [holdId] : []));
    if (model.isShort) this.#reached.add('look met its quota');
    if (offers.length > 0) this.#reached.add('look offered');
    if (new Set(offers).size < offers.length) this.#reached.add('look offered to several');
  }
}

/**
 * An undo of several names nobody another time; of who waits it is asked what suits them, not what is beside it; and a hold
 * that ran out is neither extended nor overridden, whatever else is free.
 */
const isToldOthers = ({ kind }: Command): boolean => !['undo_command', 'offer_waitlist', 'extend_hold', 'override_hold'].includes(kind);

/** Asked by somebody who names commands of their own, of what is not as they saw it. */
function changedBehind({ calendar }: GatewayModel, { args }: Command): string | null {
  if (!('behindOwn' in args) || args.behindOwn === undefined) return null;
  const { bookingId, behindOwn: { expectedVersion, ...behindOwn } } = args;
  const listed = 'expectedVersions' in behindOwn ? (behindOwn.expectedVersions ?? []) : [];
  const saw = [...listed, ...(expectedVersion === undefined ? [] : [{ bookingId, version: expectedVersion }])];
  const hasChanged = saw.some(({ bookingId: id, version }) => calendar.bookings.get(id)?.version !== version);
  return hasChanged ? `${'seriesId' in args ? 'a course' : 'a booking'} that changed behind their own` : null;
}

/** It is about a hold that ran out: a fresh attempt. */
function isAboutLate({ calendar }: GatewayModel, { kind, args }: Command): boolean {
  const holdId = kind === 'confirm_hold' ? args.holdId : kind === 'accept_offer' ? calendar.entries.get(args.entryId)?.holdId : null;
  return holdId != null && !calendar.isLive(holdId);
}
