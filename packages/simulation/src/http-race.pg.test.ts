import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { terminalCookie } from '@holdfast/server/access/session-gate';
import { buildApp } from '@holdfast/server/app';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect, type Database } from '@holdfast/server/db/database';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { createServer } from '@holdfast/server/server';
import { enrolTerminal, mintCode } from '@holdfast/server/terminals/enrol-terminal';
import { HttpTerminal } from './http-terminal.ts';
import { overlappingClaims } from './overlapping-claims.ts';
import { race } from './race.ts';
import { clearCalendar, deadlocks } from './race-database.ts';
import { raceResult } from './race-result.ts';

const racers = 50;
const counters = 5;
const rounds = inject('thorough') ? 1_000 : 40;
const hour = 60 * minuteMs;

let database: TestDatabase;
/** The server's own, so that its sessions can be ended and have told what they counted. */
let db: Database;
let world: TestWorld;
let terminals: HttpTerminal[];
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
  cleanup.defer(() => db.close());
  world = await createTestWorld(db, database.admin);
  const server = createServer(db, {
    log: pino({ level: 'silent' }),
    publicUrl: 'http://127.0.0.1',
    now: () => world.clock.now,
  });
  const app = await buildApp(server, { deskDirectory: null });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  terminals = await Promise.all(
    Array.from({ length: counters }, async () => {
      const { code } = await mintCode(db, { tenantNo: world.tenantNo, locationId: world.locationId, createdBy: null });
      const enrolled = await enrolTerminal(db, { code, name: 'Counter' });
      return new HttpTerminal(origin, `${terminalCookie}=${enrolled?.secret}`);
    }),
  );
  cleanup.defer(async () => {
    for (const terminal of terminals) terminal.close();
    await app.close();
    server.feedWatch.close();
    world.feedWatch.close();
  });
});
afterAll(() => cleanup.disposeAsync());

test(`${racers} clients of ${counters} terminals race for one slot over HTTP, ${rounds} times`, async () => {
  const [room = ''] = world.rooms;
  const tally = await race({
    rounds,
    racers,
    attempt: async (round, racer) => {
      const start = toWire(fromWire('2026-12-02T10:00:00Z') + (round % 300) * 24 * hour);
      const command = world.command('create_booking', {
        bookingId: randomUUID(),
        serviceId: world.services.hour,
        start,
        resourceIds: [room],
        customer: null,
      });
      const answer = await terminals[racer % counters]?.submit([command]);
      const outcome = answer?.results[0]?.outcome;
      if (!outcome || outcome.status === 'unreadable') throw new Error(`Answered ${JSON.stringify(answer)}`);
      return raceResult(outcome, start);
    },
    afterRound: async () => {
      expect(await overlappingClaims(database.admin)).toEqual([]);
      await clearCalendar(database.admin);
    },
  });
  expect(tally).toMatchObject({
    attempts: rounds * racers,
    winners: rounds,
    roundsSoldTwice: 0,
    roundsUnsold: 0,
    losersWithoutAlternatives: 0,
    faults: [],
  });
});

test('the database itself has counted no deadlock', async () => {
  await cleanup.disposeAsync();
  expect(await deadlocks(database.admin)).toBe(0);
});
