import { beforeEach, expect, test } from 'vitest';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import type { ServerCalls } from '../api/server-calls.ts';
import { SimulatedBrowser } from '../testing/simulated-browser.ts';
import { locationId, serviceId } from '../testing/simulated-house.ts';
import { perfectLine, SimulatedServer } from '../testing/simulated-server.ts';
import { SimulatedTime } from '../testing/simulated-time.ts';
import { CacheStore } from './cache-db.ts';
import { Replica } from './replica.ts';
import { SyncLoop } from './sync-loop.ts';

/** The waitlist in this computer's copy: from the snapshot, by the feed, over a restart. */

let time: SimulatedTime;
let server: SimulatedServer;
let calls: ServerCalls;
let cache: CacheStore;
let open: () => { replica: Replica; loop: SyncLoop };
let snapshots: number;

const row = (number: number, over: Partial<WaitlistEntryRow> = {}): WaitlistEntryRow => ({
  id: `0190a000-0000-7000-8000-00000000030${number}`, locationId, serviceId, from: '2026-12-01T09:00:00.000Z', to: '2026-12-01T18:00:00.000Z', resourceIds: [],
  partySize: 1, customerId: 'c', customerName: `Guest ${number}`, customerPhone: null, notes: '', channel: 'web', status: 'waiting', holdId: null,
  offerUntil: null, offer: null, bookingId: null, joinedAt: `2026-11-21T0${number}:00:00.000Z`, ...over,
});

/** What a server of now answers: the simulated one is from before the waitlist. */
function withWaitlist(rows: WaitlistEntryRow[], counted = rows.length, extra: object[] = []): void {
  const original = calls.snapshot.bind(calls);
  calls.snapshot = async function* (request, signal) {
    snapshots += 1;
    for await (const line of original(request, signal)) {
      if (line.type !== 'end') yield line;
      else {
        yield { type: 'waitlist', rows };
        for (const more of extra) yield more as SnapshotLine;
        yield { ...line, waiting: counted };
      }
    }
  };
}

function feed(changed: WaitlistEntryRow): void {
  server.calendar.head += 1;
  server.calendar.changes.push({ version: server.calendar.head, entity: 'waitlist_entry', id: changed.id, row: changed });
}

beforeEach(() => {
  time = new SimulatedTime(Date.parse('2026-11-21T12:00:00Z'));
  server = new SimulatedServer(time);
  snapshots = 0;
  const tab = new SimulatedBrowser(time, () => 0.5).openTab();
  calls = server.connect(tab, () => perfectLine);
  cache = new CacheStore(tab.platform);
  open = () => {
    const replica = new Replica(cache, tab.platform.clock);
    const loop = new SyncLoop(calls, tab.platform, replica, () => Promise.resolve(undefined), {
      synced: () => {}, failed: () => {}, notEnrolled: () => {}, historyReplaced: () => Promise.resolve(), moved: () => {}, replaced: () => {},
    });
    return { replica, loop };
  };
});

const names = (replica: Replica) => replica.state?.waiting?.rows().map(({ customerName }) => customerName);

test('comes with the snapshot in order of joining, follows the feed, and is there after a restart without the network', async () => {
  withWaitlist([row(2), row(1)]);
  const { replica, loop } = open();
  loop.start(locationId);
  await time.pass(500);
  expect(names(replica)).toEqual(['Guest 1', 'Guest 2']);

  feed(row(3));
  feed(row(1, { status: 'booked' }));
  feed(row(2, { status: 'offered', offerUntil: '2026-11-21T12:15:00.000Z' }));
  loop.pull();
  await time.pass(500);
  loop.stop();
  expect(replica.state?.waiting?.rows()).toMatchObject([{ customerName: 'Guest 2', status: 'offered' }, { customerName: 'Guest 3', status: 'waiting' }]);

  const later = open();
  await later.replica.load(locationId);
  expect(names(later.replica)).toEqual(['Guest 2', 'Guest 3']);
});

test('a copy from before the waitlist is taken anew, once', async () => {
  const first = open();
  first.loop.start(locationId);
  await time.pass(500);
  first.loop.stop();
  const cached = (await cache.load(locationId))!;
  await cache.replace({ ...cached, waitlist: null });

  withWaitlist([row(1)]);
  const { replica, loop } = open();
  await replica.load(locationId);
  expect(names(replica)).toBeUndefined();
  loop.start(locationId);
  await time.pass(500);
  loop.pull();
  await time.pass(500);
  loop.stop();
  expect(names(replica)).toEqual(['Guest 1']);
  expect(snapshots).toBe(1);
});

test('a server from before the waitlist brings nobody; a list cut short is no snapshot', async () => {
  const old = open();
  old.loop.start(locationId);
  await time.pass(500);
  old.loop.stop();
  expect(names(old.replica)).toEqual([]);

  await cache.purge();
  withWaitlist([row(1)], 2);
  const { replica, loop } = open();
  loop.start(locationId);
  await time.pass(500);
  loop.stop();
  expect(replica.state).toBeNull();
});

test('a line of a type this app does not know is skipped, as an older app skips this list', async () => {
  withWaitlist([row(1)], 1, [{ type: 'from_tomorrow', rows: [1, 2, 3] }]);
  const { replica, loop } = open();
  loop.start(locationId);
  await time.pass(500);
  loop.stop();
  expect(names(replica)).toEqual(['Guest 1']);
});
