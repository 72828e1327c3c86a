import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect, type Database } from '@holdfast/server/db/database';
import { seeded } from '../seeded.ts';
import { bookingStream } from './booking-stream.ts';
import { countKnown, faultsOfRecord } from './check-record.ts';
import { crashUnderLoad } from './crash-cycles.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { startDrillCluster, type DrillCluster } from './drill-cluster.ts';
import { Ledger, type Booking, type DrillClient } from './drill-load.ts';
import { HttpCounter, outcomeOf } from './http-counter.ts';
import { ServerProcess } from './server-process.ts';
import { until } from './until.ts';

/** counter → toServer → server → toDatabase → PostgreSQL: either wire can lose one answer. */
let cluster: DrillCluster;
let toDatabase: CuttingProxy;
let server: ServerProcess;
let toServer: CuttingProxy;
let db: Database;
const cleanup = new AsyncDisposableStack();

beforeAll(async () => {
  cluster = await startDrillCluster();
  cleanup.defer(() => cluster.close());
  const url = new URL(cluster.url);
  toDatabase = await CuttingProxy.before({ host: url.hostname, port: Number(url.port) });
  cleanup.defer(() => toDatabase.close());
  url.port = String(toDatabase.port);
  server = await ServerProcess.start(url.href);
  cleanup.defer(() => server.killHard());
  toServer = await CuttingProxy.before({ host: '127.0.0.1', port: server.port });
  cleanup.defer(() => toServer.close());
  db = connect(cluster.url);
  cleanup.defer(() => db.close());
});
afterAll(() => cleanup.disposeAsync());

let world: TestWorld;
let counter: HttpCounter;
let ledger: Ledger;
/** A booking of a free hour, and one that comes too late for the same. */
let bookings: { status: 'committed' | 'refused'; booking: Booking }[];

beforeEach(async () => {
  // A server that one test has lost is no reason for the next to fail.
  if (server.pid === null) await server.start();
  world = await createTestWorld(db, cluster.owner, { now: Date.now() });
  counter = await HttpCounter.enrol(world, server.origin);
  ledger = new Ledger();
  const first = bookingStream(world, () => 1)();
  const second = bookingStream(world, () => 1)();
  bookings = [{ status: 'committed', booking: first }, { status: 'refused', booking: second }];
});

const viaProxy = (): string => `http://127.0.0.1:${toServer.port}`;
const isDone = async (booking: Booking): Promise<boolean> => (await countKnown(cluster.owner, [booking.id])) === 1;

/** Sends until answered and twice more: three times the same bytes, and the outcome expected. */
async function expectStoredOutcome(booking: Booking, status: 'committed' | 'refused'): Promise<void> {
  const texts: string[] = [];
  for (let time = 1; time <= 3; time++)
    texts.push(
      await until(`an answer to command ${booking.id}`, async () => {
        const answer = await counter.send(booking, time === 2 ? viaProxy() : undefined);
        return answer.status === 200 && answer.text;
      }),
    );
  expect(new Set(texts).size).toBe(1);
  const outcome = outcomeOf(texts[0] ?? '');
  expect(outcome.status).toBe(status);
  ledger.answered(booking, outcome);
}

const expectSoundRecord = async (): Promise<void> =>
  expect(await faultsOfRecord(cluster.owner, [world.tenantNo], ledger)).toEqual([]);

test('an answer lost on the way: sending again gets the stored outcome, byte for byte', async () => {
  for (const { status, booking } of bookings) {
    const lost = toServer.swallowAnswerTo(booking.id, 'cut');
    await expect(counter.send(booking, viaProxy())).rejects.toThrow('fetch failed');
    await lost;
    expect(await isDone(booking)).toBe(true);
    await expectStoredOutcome(booking, status);
  }
  await expectSoundRecord();
});

test('the server is killed between commit and answer: the next one gives the stored outcome', async () => {
  const { booking, status } = bookings[0] ?? expect.unreachable();
  const committed = toDatabase.swallowAnswerTo(booking.id, 'hold');
  const sending = counter.send(booking).then(
    () => 'answered',
    () => 'unknown',
  );
  await committed;
  await server.killHard();
  expect(await sending).toBe('unknown');
  expect(await isDone(booking)).toBe(true);
  await server.start();
  await expectStoredOutcome(booking, status);
  await expectSoundRecord();
});

test('the database is cut off between commit and answer: 503, and sending again gets the stored outcome', async () => {
  const { booking, status } = bookings[0] ?? expect.unreachable();
  const committed = toDatabase.swallowAnswerTo(booking.id, 'cut');
  expect(await counter.send(booking)).toMatchObject({ status: 503, text: expect.stringContaining('Send it again') as string });
  await committed;
  expect(await isDone(booking)).toBe(true);
  await expectStoredOutcome(booking, status);
  await expectSoundRecord();
});

test('the same command eight times at once: eight equal answers, one effect', async () => {
  for (const { status, booking } of bookings) {
    const answers = await Promise.all(Array.from({ length: 8 }, () => counter.send(booking)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const outcome = outcomeOf(answers[0]?.text ?? '');
    expect(outcome.status).toBe(status);
    ledger.answered(booking, outcome);
  }
  await expectSoundRecord();
});

function sixteenClients(): DrillClient[] {
  const mint = bookingStream(world, seeded(16));
  return Array.from({ length: 16 }, () => ({ mint, submit: (booking) => counter.submit(booking) }));
}

test('the server is killed three times under sixteen clients and comes back at its port', async ({ annotate }) => {
  const { ledger: known, ...count } = await crashUnderLoad({
    owner: cluster.owner,
    clients: sixteenClients(),
    cycles: 3,
    random: seeded(3),
    kill: () => server.killHard(),
    recover: () => server.start(),
  });
  await annotate(JSON.stringify({ ...count, committed: known.committed, answered: known.answers.size }), 'counts');
  expect(count.unknown).toBeGreaterThan(0);
  expect(await faultsOfRecord(cluster.owner, [world.tenantNo], known)).toEqual([]);
});

test('PostgreSQL is killed under a server, which stays up and serves again by itself', async ({ annotate }) => {
  const { pid } = server;
  let recover = async (): Promise<void> => {};
  const { ledger: known, ...count } = await crashUnderLoad({
    owner: cluster.owner,
    clients: sixteenClients(),
    cycles: 2,
    random: seeded(2),
    async kill() {
      const crash = await cluster.crash();
      recover = () => cluster.recovered(crash);
    },
    recover: () => recover(),
  });
  await annotate(JSON.stringify({ ...count, committed: known.committed, answered: known.answers.size }), 'counts');
  expect(count.unknown).toBeGreaterThan(0);
  expect(server.pid).toBe(pid);
  expect(await faultsOfRecord(cluster.owner, [world.tenantNo], known)).toEqual([]);
});
