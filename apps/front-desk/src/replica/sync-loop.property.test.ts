import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow, HoldRow } from '@holdfast/protocol/rows';
import { seededRandom } from '../testing/seeded-random.ts';
import { SimulatedBrowser } from '../testing/simulated-browser.ts';
import { locationId, resourceIds, serviceId } from '../testing/simulated-house.ts';
import { perfectLine, SimulatedServer, type Fault, type Line } from '../testing/simulated-server.ts';
import { SimulatedTime } from '../testing/simulated-time.ts';
import { CacheStore } from './cache-db.ts';
import { Replica } from './replica.ts';
import { ReplicaState } from './replica-state.ts';
import { SyncLoop } from './sync-loop.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const dayMs = 86_400_000;

/** A booking or hold, by number, on some day around today; the far ones lie outside the window. */
type Write = { number: number; kind: 'booking' | 'hold'; day: number; ended: boolean };
type Step =
  | { do: 'write'; writes: Write[] }
  | { do: 'pass'; ms: number }
  | { do: 'prune' }
  | { do: 'restore'; share: number }
  | { do: 'look'; day: number }
  | { do: 'reopen' };

const day = fc.oneof(fc.integer({ min: -7, max: 60 }), fc.constantFrom(90, 91, 120, -40));
const write: fc.Arbitrary<Write> = fc.record({ number: fc.nat(8), kind: fc.constantFrom('booking', 'hold'), day, ended: fc.boolean() });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), writes: fc.array(write, { minLength: 1, maxLength: 4 }) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 15_000 }) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('look' as const), day }) },
  fc.constant({ do: 'prune' as const }),
  fc.record({ do: fc.constant('restore' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.constant({ do: 'reopen' as const }),
);

const idOf = ({ kind, number }: Write): string => `0190a000-0000-7000-8000-0000000${kind === 'hold' ? 1 : 2}000${number}`;

function rowOf(each: Write): { entity: 'booking'; row: BookingRow } | { entity: 'hold'; row: HoldRow } {
  const start = toWire(noon + each.day * dayMs);
  const end = toWire(noon + each.day * dayMs + 3_600_000);
  const common = { id: idOf(each), locationId, serviceId, resourceIds: [resourceIds[0]!], start, end, occupiedStart: start, occupiedEnd: end, channel: 'web' as const };
  return each.kind === 'hold'
    ? { entity: 'hold', row: { ...common, status: each.ended ? 'released' : 'active', expiresAt: toWire(noon + 900 * dayMs), refusedCommandId: null } }
    : {
        entity: 'booking',
        row: {
          ...common, reference: `HF-${each.number}`, status: each.ended ? 'cancelled' : 'booked', version: 1, customerId: null,
          customerName: null, customerPhone: null, title: null, notes: '', createdAt: start,
        },
      };
}

/** What a replica at `cursor` of `epoch` must hold on its complete days, by the server's own log. */
function wrongRows(state: ReplicaState, server: SimulatedServer): string[] {
  const { epoch, cursor } = state.head;
  const rows = new Map<string, BookingRow | HoldRow>();
  for (const { version, entity, id, row } of server.calendar.logs.get(epoch)!)
    if (version <= cursor && (entity === 'booking' || entity === 'hold')) rows.set(id, row);
  const problems: string[] = [];
  for (const each of state.completeDays) {
    const expected = [...rows.values()].filter((row) => server.days.dayOf(Date.parse(row.start)) === each && row.status !== 'released');
    const { bookings, holds } = state.index.startingOn(each);
    const text = (all: readonly { id: string }[]): string => JSON.stringify(all.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    if (text([...bookings, ...holds]) !== text(expected)) problems.push(`${each} at ${epoch}/${cursor}`);
  }
  return problems;
}

class World {
  readonly time = new SimulatedTime(noon);
  readonly server = new SimulatedServer(this.time);
  readonly browser: SimulatedBrowser;
  readonly problems: string[] = [];
  readonly looked = new Set<number>();
  line: Line;
  replica!: Replica;
  loop!: SyncLoop;
  cache!: CacheStore;

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.browser = new SimulatedBrowser(this.time, random);
    const faults: Fault[] = ['none', 'none', 'none', 'none', 'drop_before', 'drop_after', 'server_error', 'html'];
    this.line = { delayMs: () => Math.floor(random() * 2_000), fault: () => faults[Math.floor(random() * faults.length)]! };
  }

  async open(): Promise<void> {
    const tab = this.browser.openTab();
    this.cache = new CacheStore(tab.platform);
    this.replica = new Replica(this.cache, tab.platform.clock);
    const { replica } = this;
    replica.subscribe(({ days }) => {
      if (!replica.state) return;
      this.problems.push(...wrongRows(replica.state, this.server));
      if (days === 'all') this.want([...this.looked]);
    });
    await replica.load(locationId);
    this.loop = new SyncLoop(this.server.connect(tab, () => this.line), tab.platform, replica, () => Promise.resolve(undefined), {
      synced: () => {},
      failed: () => {},
      notEnrolled: () => {},
      historyReplaced: () => Promise.resolve(),
      moved: () => {},
      replaced: () => {},
    });
    this.loop.start(locationId);
    this.want([...this.looked]);
  }

  async run(each: Step): Promise<void> {
    const { calendar } = this.server;
    switch (each.do) {
      case 'write':
        calendar.write(each.writes.map(rowOf));
        break;
      case 'pass':
        await this.time.pass(each.ms);
        break;
      case 'prune':
        calendar.prune(Math.floor(calendar.head / 2));
        break;
      case 'restore':
        calendar.restore(Math.floor(calendar.head * each.share), `restored-${this.time.clock.elapsed()}-${calendar.head}`);
        break;
      case 'look':
        this.looked.add(each.day);
        this.want([each.day]);
        break;
      case 'reopen':
        this.loop.stop();
        await this.time.settle();
        this.cache.close();
        await this.open();
        break;
    }
    await this.checkDisk();
  }

  want(days: readonly number[]): void {
    // Null while the first copy is read from disk.
    (this.loop as SyncLoop | undefined)?.wantDays(days.map((each) => this.server.days.dayOf(noon + each * dayMs)));
  }

  /** What is on disk is right for its own cursor, too: rows and cursor are one transaction. */
  async checkDisk(): Promise<void> {
    await this.time.settle();
    const cached = await this.cache.load(locationId);
    if (cached) this.problems.push(...wrongRows(new ReplicaState(cached), this.server).map((problem) => `on disk: ${problem}`));
  }
}

test('P4 P6: at every cursor the copy holds exactly what the server had there, in memory and on disk', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(step, { minLength: 3, maxLength: 25 }), async (seed, steps) => {
      const world = new World(seed);
      await world.open();
      for (const each of steps) await world.run(each);
      world.line = perfectLine;
      await world.time.pass(120_000);
      await world.checkDisk();
      expect(world.problems).toEqual([]);
      const { epoch, head } = world.server.calendar;
      expect(world.replica.state?.head).toMatchObject({ epoch, cursor: head });
      const looked = [...world.looked].map((each) => world.server.days.dayOf(noon + each * dayMs));
      expect(looked.filter((each) => !world.replica.state!.completeDays.has(each))).toEqual([]);
      world.loop.stop();
      world.cache.close();
    }),
    { numRuns: 60 },
  );
}, 120_000);
