import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import { buildApp } from '../../app.ts';
import { createTestWorld, type TestWorld } from '../../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createServer } from '../../server.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

test('a look at the dates of a series says what the command would, and leaves nothing behind', async () => {
  const [room = ''] = world.rooms;
  await world.book(room, '2026-12-08T10:00:00Z');
  const asked = (acceptance: 'all' | 'free') => world.command('create_series', {
    seriesId: randomUUID(), serviceId: world.services.hour, start: '2026-12-01T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=3', resourceIds: [room], customer: null, acceptance,
  }) as Command;
  const left = async () => (await database.admin.query('select (select count(*) from command) as commands, (select count(*) from claim) as claims, (select max(head) from feed_head) as head')).rows;
  const before = await left();
  const whole = asked('all');
  expect(await world.gateway.foresee(world.submitter, whole)).toMatchObject({ status: 'refused', reason: 'series_incomplete', occurrences: [{ status: 'free' }, { status: 'taken' }, { status: 'free' }] });
  expect(await world.gateway.foresee(world.submitter, asked('free'))).toMatchObject({ status: 'possible', outcome: { occurrences: [{}, { reason: 'slot_taken' }, {}] } });
  expect(await left()).toEqual(before);
  // It was not answered, so it may still be asked.
  expect(await world.gateway.submit(world.submitter, whole)).toMatchObject({ status: 'refused', reason: 'series_incomplete' });
});

test('a terminal asks for it over HTTP, and an unreadable question is told what is wrong', async () => {
  const server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'http://127.0.0.1:4280', now: () => world.clock.now });
  const app = await buildApp(server, { deskDirectory: null });
  const cookie = await openTestTerminal(database.db, world, [world.staffId]);
  const ask = (payload: object, headers: Record<string, string> = { cookie }) =>
    app.inject({ method: 'POST', url: '/trpc/series.preview', headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(payload) });
  const args = {
    seriesId: randomUUID(), serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', rule: 'FREQ=DAILY;COUNT=2', resourceIds: [], customer: null, acceptance: 'free',
  };
  const answer = await ask({ kind: 'create_series', args });
  expect(answer.json<{ result: { data: unknown } }>().result.data).toMatchObject({ status: 'possible', outcome: { occurrences: [{ status: 'booked' }, { status: 'booked' }] } });
  expect((await ask({ kind: 'create_series', args: { ...args, seriesId: 'x' } })).statusCode).toBe(400);
  expect((await ask({ kind: 'cancel_series', args })).statusCode).toBe(400);
  expect((await ask({ kind: 'create_series', args }, {})).statusCode).toBe(401);
  await app.close();
  server.feedWatch.close();
});
