import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import type { BookingOnBoard } from './desk.ts';
import { mintId } from './outbox/command-id.ts';
import type { OutboxRecord } from './outbox/outbox-record.ts';
import { seededRandom } from './testing/seeded-random.ts';
import { SimulatedBrowser, type CrashPoint } from './testing/simulated-browser.ts';
import { locationId, resourceIds, serviceId, staffId } from './testing/simulated-house.ts';
import { perfectLine, SimulatedServer, type Fault, type Line } from './testing/simulated-server.ts';
import { openDesk, prepareDisk, recordsOnDisk, type OpenDesk } from './testing/simulated-terminal.ts';
import { SimulatedTime } from './testing/simulated-time.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const midnight = Date.parse('2026-11-21T00:00:00Z');
const days = ['2026-11-21', '2026-11-22'];

type Step =
  | { do: 'create'; hour: number; resource: number }
  | { do: 'change'; which: number; how: 'arrive' | 'cancel' | 'edit' | 'move'; hour: number }
  | { do: 'hold'; hour: number; resource: number }
  | { do: 'undo'; which: number }
  | { do: 'decide'; how: 'accept' | 'dismiss' }
  | { do: 'elsewhere'; hour: number; resource: number }
  | { do: 'pass'; ms: number }
  | { do: 'line'; faulty: boolean }
  | { do: 'tab' }
  | { do: 'kill' }
  | { do: 'freeze' }
  | { do: 'prune' }
  | { do: 'restore' };

const hour = fc.integer({ min: 8, max: 20 });
const resource = fc.integer({ min: 0, max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('create' as const), hour, resource }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('change' as const), which: fc.nat(9), how: fc.constantFrom('arrive' as const, 'cancel' as const, 'edit' as const, 'move' as const), hour }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), hour, resource }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('decide' as const), how: fc.constantFrom('accept' as const, 'dismiss' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('elsewhere' as const), hour, resource }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 30_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('line' as const), faulty: fc.boolean() }) },
  fc.record({ do: fc.constantFrom('tab' as const, 'kill' as const, 'freeze' as const, 'prune' as const) }),
);
const crash: fc.Arbitrary<CrashPoint> = fc.record({
  transaction: fc.integer({ min: 1, max: 60 }),
  when: fc.constantFrom('before' as const, 'after' as const),
});
const history = fc.record({ seed: fc.nat(), steps: fc.array(step, { minLength: 5, maxLength: 25 }), crashes: fc.array(crash, { maxLength: 3 }) });
type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** One computer, one server, a line between them, and what was tapped. */
class World {
  readonly random: () => number;
  readonly time = new SimulatedTime(noon);
  readonly server = new SimulatedServer(this.time);
  readonly browser: SimulatedBrowser;
  readonly crashes: CrashPoint[];
  line: Line = perfectLine;
  /** Commands that can be undone, in tap order. */
  readonly changed: string[] = [];
  desks: OpenDesk[] = [];
  /** Commands whose tap was confirmed to be on disk. */
  readonly kept = new Set<string>();
  /** Bookings created by a kept tap, or in a desk that still lives. */
  readonly created: { bookingId: string; commandId: string; desk: OpenDesk; at: number }[] = [];
  readonly openedAt = new Map<OpenDesk['desk'], number>();
  #order = 0;

  constructor({ seed, crashes }: Pick<History, 'seed' | 'crashes'>) {
    this.random = seededRandom(seed);
    this.browser = new SimulatedBrowser(this.time, this.random);
    this.crashes = [...crashes];
  }

  readonly faultyLine: Line = {
    delayMs: () => Math.floor(this.random() * 3_000),
    fault: () => {
      const faults: Fault[] = ['none', 'none', 'none', 'drop_before', 'drop_after', 'duplicate', 'server_error', 'html'];
      return faults[Math.floor(this.random() * faults.length)]!;
    },
  };

  /** Opens a tab; one that dies while opening is opened again, as a person would. */
  async open(): Promise<OpenDesk> {
    for (;;) {
      const opening = openDesk(this.browser, this.server, () => this.line, this.crashes.shift()).catch(() => null);
      await this.time.settle();
      const opened = await opening;
      if (opened && !opened.tab.dead) {
        this.desks.push(opened);
        this.openedAt.set(opened.desk, this.#order++);
        return opened;
      }
    }
  }

  async alive(): Promise<OpenDesk> {
    this.desks = this.desks.filter(({ tab }) => !tab.dead);
    return this.desks.at(-1) ?? this.open();
  }

  tap(opened: OpenDesk, intent: Parameters<OpenDesk['desk']['submit']>[0]): string {
    const { commandId, onDisk } = opened.desk.submit(intent);
    this.note(commandId, onDisk);
    return commandId;
  }

  note(commandId: string, onDisk: Promise<void>): void {
    void onDisk.then(() => this.kept.add(commandId), () => {});
  }

  async run(step: Step): Promise<void> {
    const opened = await this.alive();
    const { desk, tab } = opened;
    switch (step.do) {
      case 'create': {
        const bookingId = mintId(this.time.clock.now());
        const start = toWire(midnight + step.hour * 3_600_000);
        const commandId = this.tap(opened, {
          kind: 'create_booking',
          args: { bookingId, serviceId, start, resourceIds: [resourceIds[step.resource]!], customer: null },
        });
        this.created.push({ bookingId, commandId, desk: opened, at: this.#order++ });
        this.changed.push(commandId);
        break;
      }
      case 'change': {
        const { bookingId } = this.created[step.which % Math.max(1, this.created.length)] ?? {};
        const row = bookingId && desk.booking(bookingId).get()?.row;
        if (!bookingId || !row) break;
        const args = { bookingId, expectedVersion: row.version };
        if (step.how === 'arrive') this.changed.push(this.tap(opened, { kind: 'arrive_booking', args }));
        else if (step.how === 'cancel') this.changed.push(this.tap(opened, { kind: 'cancel_booking', args }));
        else if (step.how === 'edit') this.changed.push(this.tap(opened, { kind: 'edit_booking', args: { ...args, notes: `at ${step.hour}` } }));
        else this.changed.push(this.tap(opened, { kind: 'move_booking', args: { ...args, start: toWire(midnight + step.hour * 3_600_000), resourceIds: [] } }));
        break;
      }
      case 'hold': {
        const [start, end] = [step.hour, step.hour + 1].map((each) => toWire(midnight + each * 3_600_000));
        this.changed.push(this.tap(opened, { kind: 'place_hold', args: { holdId: mintId(0), serviceId: null, start: start!, end: end!, resourceIds: [resourceIds[step.resource]!] } }));
        break;
      }
      case 'undo': {
        const commandId = this.changed.at(-1 - step.which);
        if (commandId !== undefined) this.tap(opened, { kind: 'undo_command', args: { commandId } });
        break;
      }
      case 'decide': {
        const card = desk.attention.get()[0];
        if (!card) break;
        const takes = step.how === 'accept' && card.outcome.alternatives.length > 0;
        const { commandId, onDisk } = takes ? card.accept(0) : card.dismiss('no');
        this.note(commandId, onDisk);
        break;
      }
      case 'elsewhere':
        this.server.calendar.submit(elsewhere(step.hour, step.resource));
        break;
      case 'pass':
        await this.time.pass(step.ms);
        break;
      case 'line':
        this.line = step.faulty ? this.faultyLine : perfectLine;
        break;
      case 'tab':
        if (this.desks.length < 3) await this.open();
        break;
      case 'kill':
        tab.die();
        break;
      case 'freeze':
        if (this.desks.length > 1) this.desks[0]!.tab.frozen = true;
        break;
      case 'prune':
        this.server.calendar.prune(Math.floor(this.server.calendar.head / 2));
        break;
      case 'restore':
        this.server.calendar.restore(Math.floor(this.server.calendar.head / 2), `restored-${this.server.calendar.head}`);
        break;
    }
    if (step.do !== 'pass') await this.time.settle();
  }

  /** Between its tap and for ever after, a created booking is on the board once: real, or as a refused wish. */
  shownWrong(): string[] {
    const problems: string[] = [];
    for (const { desk, tab } of this.desks) {
      if (tab.dead || tab.frozen || desk.catalogue.get().location.id === '') continue;
      const items = new Set(days.flatMap((day) => desk.day(day).get().items));
      const refused = new Set(desk.attention.get().map(({ commandId }) => commandId));
      for (const { bookingId, commandId, desk: of, at } of this.created) {
        // A tab that died between the disk and the message told nobody: others learn of it when it is sent.
        const told = this.kept.has(commandId) && (!of.tab.dead || this.openedAt.get(desk)! > at);
        if (of.desk !== desk && !told) continue;
        const shown = [...items].filter(({ kind, id }) => kind === 'booking' && id === bookingId);
        const real = shown.filter(({ key }) => key === bookingId).length;
        if (real > 1) problems.push(`shown twice: ${bookingId}`);
        for (const { key } of shown)
          if (key !== bookingId && !refused.has(key.slice('refused:'.length))) problems.push(`a wish without its card: ${key}`);
        if (shown.length === 0 && !this.decided(commandId, refused)) problems.push(`not shown: ${bookingId}`);
      }
    }
    return problems;
  }

  /** A person dismissed the wish (or what took its place was refused in turn and dismissed). */
  decided(commandId: string, refused: ReadonlySet<string>): boolean {
    const outcome = this.server.calendar.outcomes.get(commandId)?.outcome;
    return outcome?.status === 'refused' && !refused.has(commandId);
  }

  async calmDown(): Promise<void> {
    this.line = perfectLine;
    for (const { tab } of this.desks) tab.frozen = false;
    // A crash planned for later may still come; then somebody opens the app again.
    do {
      await this.alive();
      await this.time.pass(5 * 60_000);
    } while (this.desks.every(({ tab }) => tab.dead));
  }
}

function elsewhere(at: number, on: number): Command {
  return {
    id: mintId(0), seq: 1, schema: 1, locationId, actorId: staffId, channel: 'web', sawVersion: 0, tappedAt: toWire(noon), kind: 'create_booking',
    args: { bookingId: mintId(0), serviceId, start: toWire(midnight + at * 3_600_000), resourceIds: [resourceIds[on]!], customer: null },
  };
}

/** Lives through a history; what was seen to be wrong on the way. */
async function live(world: World, steps: readonly Step[]): Promise<string[]> {
  await prepareDisk(world.browser);
  await world.open();
  await world.time.pass(1_000);
  const problems: string[] = [];
  for (const each of steps) {
    await world.run(each);
    problems.push(...world.shownWrong());
  }
  await world.calmDown();
  return [...problems, ...world.shownWrong()];
}

function chainsOutOfOrder(records: readonly OutboxRecord[], executed: readonly string[]): string[] {
  const position = new Map(executed.map((id, index) => [id, index]));
  return [...new Set(records.flatMap(({ chains }) => chains))].filter((chain) => {
    const order = records.filter(({ chains }) => chains.includes(chain)).map(({ id }) => position.get(id)!);
    return order.some((at, index) => index > 0 && at < order[index - 1]!);
  });
}

async function realBookings(world: World): Promise<Map<string, BookingOnBoard>> {
  const { desk } = await world.alive();
  const items = days.flatMap((day) => desk.day(day).get().items);
  const real = items.filter((item): item is BookingOnBoard => item.kind === 'booking' && item.key === item.id);
  return new Map(real.map((item) => [item.id, item]));
}

test('P3 P7 P9 P13: through any faults, crashes and tabs every kept tap is answered once, in order, and shown once', async () => {
  await fc.assert(
    fc.asyncProperty(history, async ({ seed, steps, crashes }) => {
      const world = new World({ seed, crashes });
      expect(await live(world, steps)).toEqual([]);
      const records = await recordsOnDisk(world.browser);
      const { executed, outcomes, bookings } = world.server.calendar;
      // P3: what was confirmed to be on disk has an answer, and nobody forgot it.
      const ended = new Set(records.filter(({ state }) => /^(absorbed|refused|superseded|dismissed)$/.test(state)).map(({ id }) => id));
      expect([...world.kept].filter((id) => !ended.has(id))).toEqual([]);
      // P2 as seen from here: one execution each, and the stored outcome is the server's.
      expect(executed).toEqual([...new Set(executed)]);
      for (const { id, result } of records) expect(result).toEqual(outcomes.get(id)?.outcome);
      expect(records.map(({ seq }) => seq)).toEqual(records.map((_, index) => index + 1));
      expect(chainsOutOfOrder(records, executed)).toEqual([]);
      // P4: the board is the server's calendar.
      const board = await realBookings(world);
      expect(new Map([...board].map(([id, { row }]) => [id, row]))).toEqual(bookings);
      expect([...board.values()].filter(({ certainty }) => certainty !== 'confirmed')).toEqual([]);
      for (const { desk } of world.desks) desk.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('P12: after a restored backup everything unsettled is sent again and the boards agree with the server', async () => {
  const restored = fc.record({
    seed: fc.nat(),
    before: fc.array(step, { minLength: 5, maxLength: 15 }),
    after: fc.array(step, { maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(restored, async ({ seed, before, after }) => {
      const world = new World({ seed, crashes: [] });
      await prepareDisk(world.browser);
      await world.open();
      await world.time.pass(1_000);
      for (const each of [...before, { do: 'restore' as const }, ...after]) await world.run(each);
      await world.calmDown();
      const open = (await recordsOnDisk(world.browser)).filter(({ state }) => /^(queued|sending|committed)$/.test(state));
      expect(open).toEqual([]);
      const board = await realBookings(world);
      expect(new Map([...board].map(([id, { row }]) => [id, row]))).toEqual(world.server.calendar.bookings);
      for (const each of world.desks) each.desk.close();
    }),
    { numRuns: 25 },
  );
}, 120_000);
