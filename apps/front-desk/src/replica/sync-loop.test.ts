import { beforeEach, expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import type { ServerCalls } from '../api/server-calls.ts';
import { SimulatedBrowser } from '../testing/simulated-browser.ts';
import { locationId, resourceIds, serviceId } from '../testing/simulated-house.ts';
import { perfectLine, SimulatedServer } from '../testing/simulated-server.ts';
import { SimulatedTime } from '../testing/simulated-time.ts';
import { CacheStore } from './cache-db.ts';
import { Replica } from './replica.ts';
import { SyncLoop } from './sync-loop.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const far = '2027-06-01';

let time: SimulatedTime;
let server: SimulatedServer;
let calls: ServerCalls;
let replica: Replica;
let loop: SyncLoop;
let cache: CacheStore;
let events: string[];

beforeEach(() => {
  time = new SimulatedTime(noon);
  server = new SimulatedServer(time);
  events = [];
  const tab = new SimulatedBrowser(time, () => 0.5).openTab();
  calls = server.connect(tab, () => perfectLine);
  cache = new CacheStore(tab.platform);
  replica = new Replica(cache, tab.platform.clock);
  loop = new SyncLoop(calls, tab.platform, replica, () => Promise.resolve(undefined), {
    synced: () => events.push('synced'),
    failed: () => events.push('failed'),
    notEnrolled: () => events.push('not enrolled'),
    historyReplaced: () => Promise.resolve(void events.push('history replaced')),
    moved: () => {},
    replaced: () => {},
  });
});

function write(id: number, status: BookingRow['status'] = 'booked', day = far): void {
  const start = `${day}T10:00:00.000Z`;
  const end = `${day}T11:00:00.000Z`;
  server.calendar.write([
    {
      entity: 'booking',
      row: {
        id: `0190a000-0000-7000-8000-00000000020${id}`, locationId, reference: `HF-${id}`, serviceId, resourceIds: [resourceIds[0]!], start, end,
        occupiedStart: start, occupiedEnd: end, status, version: 1, channel: 'web', customerId: null, customerName: null,
        customerPhone: null, title: null, notes: '', createdAt: toWire(noon),
      },
    },
  ]);
}

/** Runs just before and just after the server reads the next snapshot, before the terminal has it. */
function aroundSnapshot(before: () => void, then: () => void): void {
  const original = calls.snapshot.bind(calls);
  calls.snapshot = (span, signal) => {
    calls.snapshot = original;
    before();
    return after(original(span, signal), then);
  };
}

async function* after(lines: AsyncIterable<SnapshotLine>, then: () => void): AsyncGenerator<SnapshotLine> {
  const read: SnapshotLine[] = [];
  for await (const each of lines) read.push(each);
  then();
  yield* read;
}

const farRows = () => replica.state!.index.startingOn(far).bookings.map(({ reference, status }) => `${reference} ${status}`);

test('days joined to the copy do not undo what the feed brought after they were read', async () => {
  loop.start(locationId);
  await time.pass(1_000);
  aroundSnapshot(
    () => write(1),
    () => write(1, 'cancelled'),
  );
  loop.wantDays([far]);
  await time.pass(30);
  expect(farRows()).toEqual(['HF-1 cancelled']);
  expect(replica.state!.completeDays.has(far)).toBe(true);
});

test('days read before the copy was replaced are read again', async () => {
  write(1);
  loop.start(locationId);
  await time.pass(1_000);
  aroundSnapshot(
    () => write(2, 'booked', '2026-11-22'),
    () => {
      write(1, 'cancelled');
      write(3, 'booked', '2026-11-23');
      server.calendar.prune(server.calendar.head);
    },
  );
  loop.wantDays([far]);
  await time.pass(1_000);
  expect(replica.state!.completeDays.has(far)).toBe(true);
  expect(farRows()).toEqual(['HF-1 cancelled']);
});

test('a snapshot cut short replaces nothing', async () => {
  write(1, 'booked', '2026-11-22');
  const original = calls.snapshot.bind(calls);
  calls.snapshot = async function* (span, signal) {
    for await (const each of original(span, signal)) if (each.type !== 'end') yield each;
  };
  loop.start(locationId);
  await time.pass(10_000);
  expect(replica.state).toBeNull();
  expect(new Set(events)).toEqual(new Set(['failed']));
  calls.snapshot = original;
  await time.pass(40_000);
  expect(replica.state!.index.startingOn('2026-11-22').bookings).toHaveLength(1);
});

test('with every poke lost a change still arrives within the polling interval', async () => {
  calls.pokes = () => () => {};
  loop.start(locationId);
  await time.pass(1_000);
  write(1, 'booked', '2026-11-22');
  await time.pass(21_000);
  expect(replica.state!.index.startingOn('2026-11-22').bookings).toHaveLength(1);
});

test('an ended event stream is armed again', async () => {
  let armed = 0;
  let end = (): void => {};
  calls.pokes = (_, on) => {
    armed += 1;
    end = on.end;
    return () => {};
  };
  loop.start(locationId);
  await time.pass(1_000);
  end();
  await time.pass(2_000);
  expect(armed).toBe(2);
});

test('a poke about a version that is here already asks for nothing', async () => {
  let poke = (_head: number): void => {};
  calls.pokes = (_, on) => {
    poke = (head) => on.poke({ locationId, head });
    return () => {};
  };
  write(1);
  loop.start(locationId);
  await time.pass(1_000);
  const before = server.pulls;
  poke(server.calendar.head);
  await time.pass(1_000);
  expect(server.pulls).toBe(before);
  poke(server.calendar.head + 1);
  await time.pass(1_000);
  expect(server.pulls).toBe(before + 1);
});

test('a copy on disk that another tab emptied is written whole again', async () => {
  loop.start(locationId);
  await time.pass(1_000);
  await cache.purge();
  write(1, 'booked', '2026-11-22');
  await time.pass(60_000);
  const cached = await cache.load(locationId);
  expect(cached?.head.cursor).toBe(server.calendar.head);
  expect(cached?.days.find(({ day }) => day === '2026-11-22')?.bookings).toHaveLength(1);
});
