import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import { buildApp } from '../app.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { createServer, type Server } from '../server.ts';

let world: TestWorld;
let server: Server;
let app: FastifyInstance;
beforeAll(async () => {
  const database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'http://desk.test', now: () => world.clock.now });
  app = await buildApp(server, { deskDirectory: null });
  return async () => {
    await app.close();
    for (const each of [world, server]) each.feedWatch.close();
  };
});

const scrape = async (): Promise<string[]> => (await app.inject('/metrics')).body.split('\n');
const book = (channel: 'desk' | 'walk_in') =>
  world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-05T10:00:00Z', resourceIds: [world.rooms[0] ?? ''], customer: null }, { channel }) as Command;

test('commands are counted by kind, channel and answer, and so are those without one', async () => {
  await server.gateway.submit(world.submitter, book('desk'));
  await server.gateway.submit(world.submitter, book('desk'));
  await server.gateway.submit(world.submitter, book('walk_in'));
  const metered = server.metrics.metered({ ...server.gateway, submit: () => Promise.reject(new Error('away')) });
  await expect(metered.submit(world.submitter, book('desk'))).rejects.toThrow('away');
  server.metrics.countRetry('create_booking');
  expect(await scrape()).toEqual(
    expect.arrayContaining([
      'holdfast_commands_total{kind="create_booking",channel="desk",status="committed",reason=""} 1',
      'holdfast_commands_total{kind="create_booking",channel="desk",status="refused",reason="slot_taken"} 1',
      'holdfast_commands_total{kind="create_booking",channel="walk_in",status="refused",reason="slot_taken"} 1',
      'holdfast_commands_unanswered_total{kind="create_booking"} 1',
      'holdfast_command_retries_total{kind="create_booking"} 1',
      'holdfast_command_seconds_count{kind="create_booking",status="refused"} 2',
    ]),
  );
});

test('requests are counted by route, never by path', async () => {
  await app.inject('/api/v1/bookings/some-id');
  await app.inject('/no/such/page');
  const lines = await scrape();
  expect(lines).toContain('holdfast_request_seconds_count{method="GET",route="/api/v1/bookings/:id",status="401"} 1');
  expect(lines.filter((line) => line.includes('some-id') || line.includes('/no/such'))).toEqual([]);
});

test('it is Prometheus text, with the process and the pool, and names no tenant', async () => {
  const response = await app.inject('/metrics');
  expect([response.statusCode, response.headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  for (const name of ['process_cpu_seconds_total', 'nodejs_eventloop_lag_seconds', 'holdfast_database_connections{state="idle"}']) expect(response.body).toContain(name);
  expect(response.body).not.toContain(world.locationId);
});
