import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { isUndoable } from '@holdfast/protocol/undoable-kinds';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import type { Database } from '@holdfast/server/db/database';
import type { ModelHold } from './calendar-model.ts';
import { idCount, type Step } from './gateway-history.ts';
import { GatewayModel, takenReasons } from './gateway-model.ts';

const day = '2026-12-02';
const open = { from: 8, to: 14 };

/** One small house, kept twice: by the gateway in PostgreSQL and by the model. Each step is done to both and compared. */
export class GatewayTwin {
  readonly #world: TestWorld;
  readonly #admin: pg.Pool;
  readonly #model: GatewayModel;
  /** Shared by bookings, holds and blocks. */
  readonly #ids = Array.from({ length: idCount }, () => randomUUID());
  readonly #resources: string[];
  readonly #services: (string | null)[];
  readonly #reached: Set<string>;
  readonly #sent: { command: Command; outcome: Outcome }[] = [];

  private constructor(world: TestWorld, admin: pg.Pool, reached: Set<string>) {
    this.#world = world;
    this.#reached = reached;
    this.#admin = admin;
    const [first = '', second = '', third = ''] = world.rooms;
    this.#resources = [first, second, third, world.classRoom, world.doctor];
    const { hour, buffered, visit, class: lesson } = world.services;
    this.#services = [hour, buffered, visit, lesson, null];
    const plain = { durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0 };
    this.#model = new GatewayModel({
      resources: [
        ...[first, second, third].map((id) => ({ id, kind: 'room', capacity: 1 })),
        { id: world.classRoom, kind: 'class', capacity: 3 },
        { id: world.doctor, kind: 'person', capacity: 1 },
      ],
      services: new Map([
        [hour, { ...plain, needs: ['room'] }],
        [buffered, { ...plain, preparationMinutes: 15, cleanupMinutes: 15, needs: ['room'] }],
        [visit, { ...plain, durationMinutes: 30, needs: ['person', 'room'] }],
        [lesson, { ...plain, needs: ['class'] }],
      ]),
      open,
      now: world.clock.now,
    });
  }

  /** `reached` is told each command kind with what it was answered; `groups` may be shared with other twins. */
  static async open(db: Database, admin: pg.Pool, reached: Set<string>, groups: CommitGroups | null): Promise<GatewayTwin> {
    const hours = [[`0${open.from}:00`, `${open.to}:00`]] as [string, string][];
    const world = await createTestWorld(db, admin, {
      openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, hours])),
      // In the middle of it: some are late for their bookings, some are not.
      now: fromWire(`${day}T11:00:00Z`),
      groups: groups ?? CommitGroups.single(db),
    });
    await admin.query('update resource set archived = true where tenant_no = $1 and position between 4 and 8', [world.tenantNo]);
    // What runs out, runs out when a step says so.
    await admin.query(`update tenant set settings = '{"alternativeSeconds": 600, "undoSeconds": 300}' where tenant_no = $1`, [world.tenantNo]);
    return new GatewayTwin(world, admin, reached);
  }

  close(): void {
    this.#world.feedWatch.close();
  }

  async step(step: Step): Promise<void> {
    if (step.do === 'sweep') await this.#sweep();
    else if (step.do === 'run_out') await this.#runOut(this.#hold(step.hold));
    else if (step.do === 'resend') await this.#resend(step.earlier, step.changed);
    else await this.#submit(this.#command(step));
    await this.#compareRecords();
  }

  async #submit(command: Command): Promise<void> {
    const verdict = this.#model.decide(command);
    const outcome = await this.#world.gateway.submit(this.#world.submitter, command);
    const answered = outcome.status === 'committed' ? 'committed' : takenReasons.includes(outcome.reason) ? 'taken' : outcome.reason;
    this.#reached.add(`${command.kind} ${answered}`);
    assert.deepEqual([command.kind, answered, outcome.version], [command.kind, verdict, this.#model.version]);
    this.#model.learn(command, outcome);
    this.#sent.push({ command, outcome });
    if (outcome.status === 'refused') await this.#noteExpired();
    // The house is closed at night and open for a week: something is always left.
    if (answered === 'taken' && outcome.status === 'refused' && command.kind !== 'undo_command') assert.notEqual(outcome.alternatives.length, 0);
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

  /** Known ids change nothing: the stored answer, or that the id is another command's. */
  async #resend(earlier: number, changed: boolean): Promise<void> {
    const sent = this.#sent[earlier % this.#sent.length];
    if (!sent) return;
    const { command, outcome } = sent;
    const again = changed ? { ...command, channel: 'walk_in' as const } : { ...command, seq: command.seq + 100, sawVersion: 7 };
    const answer = await this.#world.gateway.submit(this.#world.submitter, again);
    if (changed) assert.deepEqual([answer.status === 'refused' && answer.reason, answer.version], ['command_id_reused', 0]);
    else assert.deepEqual(answer, outcome);
  }

  async #runOut(holdId: string): Promise<void> {
    const hold = this.#model.calendar.holds.get(holdId);
    if (hold?.status !== 'active') return;
    hold.ranOut = true;
    const past = `now() - interval '1 second'`;
    await this.#admin.query(`update hold set expires_at = ${past} where tenant_no = $1 and hold_id = $2`, [this.#world.tenantNo, holdId]);
    await this.#admin.query(`update claim set expires_at = ${past} where tenant_no = $1 and owner_kind = 'hold' and owner_id = $2`, [this.#world.tenantNo, holdId]);
  }

  async #sweep(): Promise<void> {
    this.#model.sweep();
    for (;;) {
      const { rowCount } = await this.#admin.query('select * from gateway.sweep_expired_holds()');
      if (rowCount === 0) return;
    }
  }

  async #compareRecords(): Promise<void> {
    const { rows } = await this.#admin.query(
      `select
         (select coalesce(jsonb_agg(jsonb_build_array(r.resource_id, c.lane, gateway.wire_time(c.starts_at),
             gateway.wire_time(c.ends_at), c.owner_kind, c.owner_id)), '[]')
           from claim c join resource r using (tenant_no, resource_no) where c.tenant_no = $1 and c.released_at is null) as claims,
         (select coalesce(jsonb_agg(jsonb_build_array(booking_id, status, version, gateway.wire_time(starts_at))), '[]')
           from booking where tenant_no = $1) as bookings,
         (select coalesce(jsonb_agg(jsonb_build_array(hold_id, status)), '[]') from hold where tenant_no = $1) as holds,
         (select coalesce(jsonb_agg(jsonb_build_array(block_id, removed)), '[]') from block where tenant_no = $1) as blocks,
         (select head::int from feed_head where tenant_no = $1) as head`,
      [this.#world.tenantNo],
    );
    const { claims, bookings, holds, blocks } = this.#model.calendar;
    const sorted = (entries: unknown[]): string[] => entries.map((entry) => JSON.stringify(entry)).sort();
    const found = {
      head: rows[0].head,
      claims: sorted(rows[0].claims),
      bookings: sorted(rows[0].bookings),
      holds: sorted(rows[0].holds),
      blocks: sorted(rows[0].blocks),
    };
    assert.deepEqual(found, {
      head: this.#model.version,
      claims: sorted(claims.map(({ resourceId, lane, start, end, owner }) => [resourceId, lane, toWire(start), toWire(end), owner.kind, owner.id])),
      bookings: sorted([...bookings].map(([id, { status, version, start }]) => [id, status, version, toWire(start)])),
      holds: sorted([...holds].map(([id, { status }]) => [id, status])),
      blocks: sorted([...blocks].map(([id, { removed }]) => [id, removed])),
    });
  }

  #command(step: Exclude<Step, { do: 'sweep' | 'run_out' | 'resend' }>): Command {
    const { command } = this.#world;
    switch (step.do) {
      case 'create':
      case 'hold': {
        const serviceId = this.#services[step.service] ?? null;
        const start = this.#start(step.at);
        const slot = { serviceId, start, ...(serviceId ? {} : { end: later(start, 90) }), resourceIds: this.#suitable(serviceId, step) };
        const envelope = { ...this.#decides(step.decides), ...this.#after(step.after) };
        return step.do === 'create'
          ? command('create_booking', { bookingId: this.#id(step.id), customer: null, ...slot }, envelope)
          : command('place_hold', { holdId: this.#id(step.id), ...slot }, envelope);
      }
      case 'move': {
        const booking = this.#booking(step);
        const serviceId = this.#model.calendar.bookings.get(booking.bookingId)?.serviceId ?? null;
        const args = { ...booking, start: this.#start(step.at), resourceIds: this.#suitable(serviceId, step) };
        return command('move_booking', { ...args, ...this.#using(step.using) }, this.#decides(step.decides));
      }
      case 'advance': {
        const args = this.#booking(step);
        const { status } = this.#model.calendar.bookings.get(args.bookingId) ?? { status: 'booked' };
        const kind = status === 'booked' ? 'arrive_booking' : status === 'arrived' ? 'start_booking' : 'complete_booking';
        return command(kind, args, this.#after(step.after));
      }
      case 'cancel':
        return command('cancel_booking', this.#booking(step), this.#after(step.after));
      case 'arrive':
        return command('arrive_booking', this.#booking(step), this.#after(step.after));
      case 'start':
        return command('start_booking', this.#booking(step), this.#after(step.after));
      case 'complete':
        return command('complete_booking', this.#booking(step), this.#after(step.after));
      case 'no_show':
        return command('no_show_booking', this.#booking(step), this.#after(step.after));
      case 'edit':
        return command('edit_booking', { ...this.#booking(step), notes: 'Changed' }, this.#after(step.after));
      case 'confirm':
        return command('confirm_hold', { holdId: this.#hold(step.hold), bookingId: this.#id(step.id), customer: null });
      case 'release':
        return command('release_hold', { holdId: this.#hold(step.hold) });
      case 'block': {
        const start = this.#start(step.at);
        const args = { blockId: this.#id(step.id), resourceIds: this.#named(step.resources), start, end: later(start, step.halfHours * 30) };
        return command('place_block', { ...args, ...this.#using(step.using) }, this.#decides(step.decides));
      }
      case 'unblock':
        return command('remove_block', { blockId: this.#newest(this.#model.calendar.blocks, step.block) });
      case 'dismiss':
        return command('dismiss_refusal', { refusedCommandId: this.#earlier(step.refused), reason: 'Left' });
      case 'undo':
        return command('undo_command', { commandId: this.#done(step.done) ?? this.#earlier(step.earlier) }, this.#after(step.after));
      case 'snatch': {
        const { serviceId = null, start = 0, end = 0, resourceIds = [] } = this.#givenUp(step.hold) ?? {};
        return command('create_booking', { bookingId: this.#id(step.id), customer: null, serviceId, start: toWire(start), end: toWire(end), resourceIds });
      }
      case 'late':
        return command('run_late', { resourceId: this.#resources[step.resource] ?? '', minutes: step.minutes, from: this.#start(step.at) });
    }
  }

  #booking({ booking, version }: { booking: number | null; version: number | null }): { bookingId: string; expectedVersion?: number } {
    const bookingId = this.#newest(this.#model.calendar.bookings, booking);
    return { bookingId, ...(version === null ? {} : { expectedVersion: version }) };
  }

  #id(number: number): string {
    return this.#ids[number % this.#ids.length] ?? '';
  }

  #hold(number: number | null): string {
    return this.#newest(this.#model.calendar.holds, number);
  }

  /** Counted from the newest and round again; null is an id that may be anything, or nothing. */
  #newest(known: ReadonlyMap<string, unknown>, number: number | null): string {
    return (number === null ? undefined : [...known.keys()].at(-1 - (number % Math.max(known.size, 1)))) ?? this.#id(0);
  }

  #earlier(number: number): string {
    return this.#sent.at(-1 - (number % Math.max(this.#sent.length, 1)))?.command.id ?? this.#id(0);
  }

  #done(number: number | null): string | undefined {
    const done = this.#sent.filter(({ command, outcome }) => isUndoable(command.kind) && outcome.status === 'committed');
    return number === null ? undefined : done.at(-1 - (number % Math.max(done.length, 1)))?.command.id;
  }

  #givenUp(number: number): ModelHold | undefined {
    const givenUp = [...this.#model.calendar.holds.values()].filter(({ forUndo }) => forUndo);
    return givenUp.at(-1 - (number % Math.max(givenUp.length, 1)));
  }

  #using(hold: 'none' | number | null): { usingHoldId?: string } {
    return hold === 'none' ? {} : { usingHoldId: this.#hold(hold) };
  }

  #decides(refused: number | null): { supersedes?: string } {
    return refused === null ? {} : { supersedes: this.#earlier(refused) };
  }

  #after(sent: number | null): { dependsOn?: string } {
    return sent === null ? {} : { dependsOn: this.#earlier(sent) };
  }

  #named(numbers: readonly number[]): string[] {
    return numbers.flatMap((number) => this.#resources[number] ?? []);
  }

  /** What the service needs, mostly; `odd` takes the numbers as they are. */
  #suitable(serviceId: string | null, { resources, odd }: { resources: number[]; odd: boolean }): string[] {
    const { hour, buffered, visit, class: lesson } = this.#world.services;
    const [number = 0] = resources;
    const room = this.#resources[number % 3] ?? '';
    if (odd || serviceId === null || resources.length === 0) return this.#named(resources);
    if (serviceId === hour || serviceId === buffered) return [room];
    return serviceId === visit ? [room, this.#world.doctor] : serviceId === lesson ? [this.#world.classRoom] : [];
  }

  #start(at: number): string {
    return toWire(fromWire(`${day}T09:00:00Z`) + at * 30 * minuteMs);
  }
}

const later = (start: string, minutes: number): string => toWire(fromWire(start) + minutes * minuteMs);
