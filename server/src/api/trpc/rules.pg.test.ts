import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { hashSecret, mintSecret } from '../../access/secret.ts';
import { staffCookie } from '../../access/session-gate.ts';
import { buildApp } from '../../app.ts';
import { createTestWorld, type TestWorld } from '../../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { readSettingHistory } from '../../locations/setting-history.ts';
import { createServer } from '../../server.ts';
import { insertSession } from '../../staff/staff-sql.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';

let database: TestDatabase;
let world: TestWorld;
let app: FastifyInstance;
let manager: string;
let colleague: string;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  const server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'http://127.0.0.1:4280', now: () => world.clock.now });
  app = await buildApp(server, { deskDirectory: null });
  manager = await counterOf(world.staffId);
  colleague = await counterOf(world.colleagueId);
  return async () => {
    await app.close();
    for (const each of [world, server]) each.feedWatch.close();
  };
});

/** The cookies of a terminal and of whoever is signed in there. */
async function counterOf(staffId: string): Promise<string> {
  const cookie = await openTestTerminal(database.db, world, []);
  const secret = mintSecret();
  const { rows } = await database.admin.query<{ id: string }>('select terminal_id as id from terminal where secret_hash = $1', [hashSecret(cookie.split('=')[1] ?? '')]);
  await insertSession(database.db, { tenantNo: world.tenantNo, terminalId: rows[0]?.id ?? '' }, { staffId, tokenHash: hashSecret(secret), seconds: 3_600 });
  return `${cookie}; ${staffCookie}=${secret}`;
}

async function change(payload: object, cookie = manager) {
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/trpc/rules.change', headers: { 'content-type': 'application/json', cookie }, payload });
  return { statusCode, answer: (JSON.parse(body) as { result?: { data: unknown } }).result?.data };
}
async function read(cookie = manager) {
  const { statusCode, body } = await app.inject({ url: '/trpc/rules.read', headers: { cookie } });
  return { statusCode, rules: (JSON.parse(body) as { result?: { data: { business: { now: object; defaults: object }; resources: object[] } } }).result?.data };
}

test('a manager reads all rules with their defaults, changes one, and stands in the record by name', async () => {
  expect(await change({ of: 'business', change: { holdSeconds: { web: 240 } }, expected: { holdSeconds: { web: 300 } } })).toEqual({ statusCode: 200, answer: { status: 'changed' } });
  expect(await change({ of: 'resource', subject: world.classRoom, change: { capacity: 4 } })).toEqual({ statusCode: 200, answer: { status: 'changed' } });
  const { rules } = await read();
  expect(rules?.business).toMatchObject({ now: { holdSeconds: { web: 240 } }, defaults: { holdSeconds: { web: 300 } } });
  expect(rules?.resources.at(-2)).toMatchObject({ slug: 'class', rules: { capacity: 4 } });
  expect(await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 2 })).toMatchObject([
    { kind: 'change_resource', actorName: 'Ana', channel: 'desk' }, { kind: 'change_settings', actorName: 'Ana', channel: 'desk' },
  ]);
});

test('what cannot be is an answer in plain words; what is no question is not', async () => {
  expect(await change({ of: 'resource', subject: 'class', change: { capacity: 501 } })).toEqual({
    statusCode: 200, answer: { status: 'refused', problem: 'capacity: Give at most 500.' },
  });
  expect((await change({ of: 'weather', change: {} })).statusCode).toBe(400);
});

test('staff are turned away', async () => {
  expect((await read(colleague)).statusCode).toBe(403);
  expect((await change({ of: 'business', change: { undoSeconds: 20 } }, colleague)).statusCode).toBe(403);
});
