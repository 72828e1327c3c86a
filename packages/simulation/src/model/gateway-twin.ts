import assert from 'node:assert/strict';
import type pg from 'pg';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { Command } from '@holdfast/protocol/commands';
import type { Alternative, Outcome } from '@holdfast/protocol/outcomes';
import { rulesOf } from '@holdfast/server/availability/test-rules';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import type { Gateway, Submitter } from '@holdfast/server/commands/gateway';
import { createGateway } from '@holdfast/server/commands/location-gateway';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { isDatabaseAway } from '@holdfast/server/db/database-away';
import { isBehindUndone } from '@holdfast/server/undo/behind-undone';
import { lookForOffers } from '@holdfast/server/waitlist/look-for-offers';
import { offerFreedTime } from '@holdfast/server/waitlist/offering-job';
import type { Break, BreakableDatabase } from './breakable-database.ts';
import { callersOf, type Callers, type KnownCaller } from './callers.ts';
import type { Event, Fate, House, Sent, Step } from './gateway-steps.ts';
import { GatewayModel } from './gateway-model.ts';
import { takenReasons, type ModelService } from './house-model.ts';
import { StepCommands } from './step-commands.ts';

const day = '2026-12-02';
const open = { from: 8, to: 14 };
/** What runs out, runs out when a step says so. */
const longLived = { alternativeSeconds: 600, waitlistOfferSeconds: 3_600 };
/** Of who missed so many bookings, where it counts them. */
const asked = { hour: { from: 1, brings: 'deposit' }, buffered: { from: 2, brings: 'approval' }, class: { from: 2, brings: 'deposit' } } as const;

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

/** One small house, kept twice: by the gateway in PostgreSQL and by the model. Each step is done to both and compared. */
export class GatewayTwin {
  readonly #world: TestWorld;
  readonly #db: BreakableDatabase;
  readonly #groups: CommitGroups | null;
  /** Of the server process that is asked at present. */
  #gateway: Gateway;
  readonly #isAlone: boolean;
  readonly #admin: pg.Pool;
  readonly #model: GatewayModel;
  readonly #callers: Callers;
  readonly #commands: StepCommands;
  readonly #reached: Set<string>;
  readonly #sent: { command: Command; caller: KnownCaller; outcome: Outcome }[] = [];

  private constructor(world: TestWorld, { db, admin, reached, groups, house: { teaches, counts } }: Surroundings) {
    this.#world = world;
    this.#db = db;
    this.#groups = groups;
    this.#isAlone = groups === null;
    this.#gateway = world.gateway;
    this.#reached = reached;
    this.#admin = admin;
    const [first = '', second = '', third = ''] = world.rooms;
    const { hour, buffered, visit, class: lesson } = world.services;
    const plain = { durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0 };
    const asks = (of: keyof typeof asked): Pick<ModelService, 'asks'> => (counts ? { asks: asked[of] } : {});
    this.#model = new GatewayModel({
      resources: [
        ...[first, second, third].map((id) => ({ id, kind: 'room', capacity: 1 })),
        { id: world.classRoom, kind: 'class', capacity: 3, keepsClassesApart: teaches },
        { id: world.doctor, kind: 'person', capacity: teaches ? 3 : 1, keepsClassesApart: teaches },
      ],
      services: new Map([
        [hour, { ...plain, ...asks('hour'), needs: ['room'] }],
        [buffered, { ...plain, ...asks('buffered'), preparationMinutes: 15, cleanupMinutes: 15, needs: ['room'] }],
        [visit, { ...plain, durationMinutes: 30, needs: ['person', 'room'] }],
        [lesson, { ...plain, ...asks('class'), needs: teaches ? ['class', 'person'] : ['class'], isClass: teaches }],
      ]),
      open,
      now: world.clock.now,
      waitlist: 'in_order',
      keepsForUndo: true,
    });
    // Two resources and a service were changed before it opened, or three services.
    if (teaches) this.#model.version += 3;
    if (counts) this.#model.version += 3;
    this.#callers = callersOf(world);
    const names = { day, resources: [first, second, third, world.classRoom, world.doctor], services: [hour, buffered, visit, lesson, null] };
    this.#commands = new StepCommands(world, this.#model, names, this.#sent);
  }

  static async open(surroundings: Surroundings): Promise<GatewayTwin> {
    const { db, admin, groups, house: { teaches, counts } } = surroundings;
    const hours = [[`0${open.from}:00`, `${open.to}:00`]] as [string, string][];
    const world = await createTestWorld(db, admin, {
      openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, hours])),
      // In the middle of it: some are late for their bookings, some are not.
      now: fromWire(`${day}T11:00:00Z`),
      groups: groups ?? CommitGroups.single(db),
    });
    await admin.query('update resource set archived = true where tenant_no = $1 and position between 4 and 8', [world.tenantNo]);
    await admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { ...longLived, undoSeconds: 300 }]);
    const rules = rulesOf(world, admin);
    if (teaches) {
      await rules.resource(world.classRoom, { oneClassAtATime: true });
      await rules.resource(world.doctor, { capacity: 3, oneClassAtATime: true });
      await rules.service(world.services.class, { needs: ['class', 'person'], isClass: true });
    }
    if (counts)
      for (const name of ['hour', 'buffered', 'class'] as const)
        await rules.service(world.services[name], { noShowPolicy: noShowPolicy(asked[name].from, asked[name].brings) });
    return new GatewayTwin(world, surroundings);
  }

  /** The waitlist of a history that is over is not looked at any more. */
  async close(): Promise<void> {
    this.#world.feedWatch.close();
    await this.#admin.query('delete from waitlist_watch where tenant_no = $1', [this.#world.tenantNo]);
  }

  async step(step: Step): Promise<void> {
    if ('who' in step) await this.#send(step, this.#callers[step.who]);
    else await this.#happen(step);
    await this.#compareRecords();
  }

  async #happen(event: Event): Promise<void> {
    switch (event.do) {
      case 'resend':
        return this.#resend(event.earlier, event.changed);
      case 'run_out':
        return this.#runOut(this.#commands.holdOf(event.hold));
      case 'sweep':
        return this.#sweep();
      case 'look':
        return this.#look(event.breaks);
      case 'take_over':
        this.#gateway = this.#anotherProcess();
        return;
      case 'wait':
        this.#world.clock.now += event.minutes * minuteMs;
        return this.#model.wait(event.minutes);
      case 'policy': {
        const waitlist = event.toAll ? 'all' : 'in_order';
        await this.#admin.query('select gateway.put_settings($1, $2)', [this.#world.tenantNo, { waitlist, undoSeconds: event.keepsForUndo ? 300 : 0 }]);
        return this.#model.set({ waitlist, keepsForUndo: event.keepsForUndo });
      }
    }
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

  async #send(step: Sent, caller: KnownCaller): Promise<void> {
    const command = this.#commands.make(step, caller);
    const isLate = this.#isLate(command);
    const behind = this.#behind(command);
    const isEndOfRefusal = this.#sent.some(({ command: { id }, outcome: { status } }) => status === 'refused' && id === command.dependsOn) && isBehindUndone(command);
    const verdict = this.#model.decide(command, caller);
    const outcome = await this.#submit(caller.submitter, command, step.fate);
    const answered = outcome.status === 'committed' ? 'committed' : outcome.reason;
    this.#reached.add(`${command.kind} ${answered}${isLate ? ' late' : ''}`).add(`${command.channel} ${outcome.status}`);
    if (isEndOfRefusal) this.#reached.add(`an undo behind a refusal ${answered}`);
    if (behind) this.#reached.add(`${behind} ${answered}`);
    if (outcome.status === 'committed') for (const { reason } of outcome.unmoved ?? []) this.#reached.add(`${command.kind} unmoved ${reason}`);
    assert.deepEqual([command.kind, answered, outcome.version], [command.kind, verdict, this.#model.version]);
    this.#model.learn(command, caller, outcome);
    this.#sent.push({ command, caller, outcome });
    if (outcome.status === 'refused') await this.#noteExpired();
    // The house is closed at night and open for a week: something is always left.
    if (takenReasons.includes(answered) && outcome.status === 'refused' && isToldOthers(command)) assert.notEqual(outcome.alternatives.length, 0);
    if (command.kind === 'override_hold' && outcome.status === 'committed') await this.#readMessage(command.id);
  }

  /** Asked by somebody who names commands of their own, of what is not as they saw it. */
  #behind({ args }: Command): string | null {
    if (!('behindOwn' in args) || args.behindOwn === undefined) return null;
    const { bookingId, behindOwn: { expectedVersion, ...behindOwn } } = args;
    const listed = 'expectedVersions' in behindOwn ? (behindOwn.expectedVersions ?? []) : [];
    const saw = [...listed, ...(expectedVersion === undefined ? [] : [{ bookingId, version: expectedVersion }])];
    const hasChanged = saw.some(({ bookingId: id, version }) => this.#model.calendar.bookings.get(id)?.version !== version);
    return hasChanged ? `${'seriesId' in args ? 'a course' : 'a booking'} that changed behind their own` : null;
  }

  /** It is about a hold that ran out: a fresh attempt. */
  #isLate({ kind, args }: Command): boolean {
    const { calendar } = this.#model;
    const holdId = kind === 'confirm_hold' ? args.holdId : kind === 'accept_offer' ? calendar.entries.get(args.entryId)?.holdId : null;
    return holdId != null && !calendar.isLive(holdId);
  }

  /** Looking for something to hold may have met holds that ran out, and told them so, also where it held nothing after all. */
  async #noteExpired(): Promise<void> {
    const { rows } = await this.#admin.query<{ id: string }>(
      `select hold_id as id from hold where tenant_no = $1 and status = 'expired'`,
      [this.#world.tenantNo],
    );
    const { holds } = this.#model.calendar;
    for (const { id } of rows) if (holds.get(id)?.ranOut === true) this.#model.calendar.closeHold(id, 'expired');
  }

  /** Who lost their time to a manager is told of other times that they can have. */
  async #readMessage(commandId: string): Promise<void> {
    const { rows } = await this.#admin.query<{ serviceId: string | null; alternatives: Alternative[]; partySize: number }>(
      `select m.body->>'serviceId' as "serviceId", m.body->'alternatives' as alternatives, h.party_size as "partySize"
         from message m join hold h on h.tenant_no = m.tenant_no and h.hold_id = m.subject_id
         where m.tenant_no = $1 and m.command_id = $2`,
      [this.#world.tenantNo, commandId],
    );
    if (rows.length > 1) this.#reached.add('override_hold told several');
    for (const { serviceId, partySize, alternatives } of rows)
      this.#model.alternatives.expectFree(alternatives.map(({ start, end, resourceIds }) => ({ serviceId, partySize, start: fromWire(start), end: fromWire(end), resourceIds })));
  }

  /** Known ids change nothing: the stored answer, or that the id is another command's. */
  async #resend(earlier: number, changed: boolean): Promise<void> {
    const sent = this.#sent[earlier % this.#sent.length];
    if (!sent) return;
    const { command, caller, outcome } = sent;
    const again = changed ? { ...command, channel: command.channel === 'walk_in' ? ('desk' as const) : ('walk_in' as const) } : { ...command, seq: command.seq + 100, sawVersion: 7 };
    const answer = await this.#submit(caller.submitter, again, 'straight');
    if (changed) assert.deepEqual([answer.status === 'refused' && answer.reason, answer.version], ['command_id_reused', 0]);
    else assert.deepEqual(answer, outcome);
  }

  async #runOut(holdId: string): Promise<void> {
    const hold = this.#model.calendar.holds.get(holdId);
    if (hold?.status !== 'active') return;
    this.#model.calendar.runOut(holdId, hold);
    const past = `now() - interval '1 second'`;
    await this.#admin.query(
      `with ended as (update hold set expires_at = ${past} where tenant_no = $1 and hold_id = $2)
        update claim set expires_at = ${past} where tenant_no = $1 and owner_kind = 'hold' and owner_id = $2`, [this.#world.tenantNo, holdId]);
  }

  async #sweep(): Promise<void> {
    this.#model.sweep();
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
    this.#model.look((entryId) => heldFor.get(entryId) ?? 'none');
    const offers = [...this.#model.calendar.entries.values()].flatMap(({ status, holdId }) => (status === 'offered' ? [holdId] : []));
    if (this.#model.isShort) this.#reached.add('look met its quota');
    if (offers.length > 0) this.#reached.add('look offered');
    if (new Set(offers).size < offers.length) this.#reached.add('look offered to several');
  }

  async #compareRecords(): Promise<void> {
    const { rows } = await this.#admin.query(
      `select
         (select coalesce(jsonb_agg(jsonb_build_array(r.resource_id, c.lane, gateway.wire_time(c.starts_at),
             gateway.wire_time(c.ends_at), c.owner_kind, c.owner_id)), '[]')
           from claim c join resource r using (tenant_no, resource_no) where c.tenant_no = $1 and c.released_at is null) as claims,
         (select coalesce(jsonb_agg(jsonb_build_array(booking_id, status, version, gateway.wire_time(starts_at), party_size, customer_id, series_id, notes,
             coalesce(waived->'rules' ? 'hours', false), coalesce(waived->'rules' ? 'no_shows', false), deposit_reference)), '[]')
           from booking where tenant_no = $1) as bookings,
         (select coalesce(jsonb_agg(jsonb_build_array(hold_id, status, purpose, coalesce(extensions, 0))), '[]') from hold where tenant_no = $1) as holds,
         (select coalesce(jsonb_agg(jsonb_build_array(block_id, removed)), '[]') from block where tenant_no = $1) as blocks,
         (select coalesce(jsonb_agg(jsonb_build_array(entry_id, status, hold_id, declined, lapses)), '[]') from waitlist_entry where tenant_no = $1) as entries,
         (select coalesce(jsonb_agg(jsonb_build_array(kind, subject_id, status, body->>'asks')), '[]') from message where tenant_no = $1) as messages,
         (select coalesce(jsonb_agg(jsonb_build_array(customer_id, visits, no_shows)), '[]') from customer
           where tenant_no = $1 and visits + no_shows > 0) as customers,
         (select head::int from feed_head where tenant_no = $1) as head`,
      [this.#world.tenantNo],
    );
    const { claims, bookings, holds, blocks, entries, messages } = this.#model.calendar;
    const sorted = (lines: unknown[]): string[] => lines.map((line) => JSON.stringify(line)).sort();
    const { head, ...lists } = rows[0];
    assert.deepEqual({ head, ...Object.fromEntries(Object.entries(lists).map(([name, lines]) => [name, sorted(lines as unknown[])])) }, {
      head: this.#model.version,
      claims: sorted(claims.map(({ resourceId, lane, start, end, owner }) => [resourceId, lane, toWire(start), toWire(end), owner.kind, owner.id])),
      bookings: sorted([...bookings].map(([id, { status, version, start, partySize, customerId, seriesId, notes = '', atAnyHour = false, isForgiven = false, deposit }]) =>
        [id, status, version, toWire(start), partySize, customerId, seriesId ?? null, notes, atAnyHour, isForgiven, deposit ?? null])),
      holds: sorted([...holds].map(([id, { status, purpose, extensions }]) => [id, status, purpose, extensions])),
      blocks: sorted([...blocks].map(([id, { removed }]) => [id, removed])),
      entries: sorted([...entries].map(([id, { status, holdId, declined, lapses }]) => [id, status, holdId, declined.map(toWire), lapses])),
      messages: sorted(messages.map(({ kind, subjectId, status, asks }) => [kind, subjectId, status, asks ?? null])),
      customers: sorted(this.#counted()),
    });
  }

  /** What customers did, counted by looking at their bookings as they are now. */
  #counted(): unknown[] {
    const known = Map.groupBy(this.#model.calendar.bookings.values(), ({ customerId }) => customerId);
    known.delete(null);
    const count = (id: string | null, status: string): number => known.get(id)?.filter((booking) => booking.status === status).length ?? 0;
    return [...known.keys()].map((id) => [id, count(id, 'done'), count(id, 'no_show')]).filter(([, visits, noShows]) => visits !== 0 || noShows !== 0);
  }
}

/**
 * An undo of several names nobody another time; of who waits it is asked what suits them, not what is beside it; and a hold
 * that ran out is neither extended nor overridden, whatever else is free.
 */
const isToldOthers = ({ kind }: Command): boolean => !['undo_command', 'offer_waitlist', 'extend_hold', 'override_hold'].includes(kind);
