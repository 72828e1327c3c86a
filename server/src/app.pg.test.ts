import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from './app.ts';
import { createTestDatabase, type TestDatabase } from './db/test-database.ts';
import { demoLocations, demoStaff } from './demo/demo-chain.ts';
import { offerDemo, type DemoOffer } from './demo/offer-demo.ts';
import { createServer, type Server } from './server.ts';

const publicUrl = 'http://desk.test';
const desk = mkdtempSync(join(tmpdir(), 'holdfast-desk-'));
let database: TestDatabase;
let server: Server;
let app: FastifyInstance;
let offer: DemoOffer;
const clock = Date.parse('2026-11-20T14:00:00Z');

beforeAll(async () => {
  mkdirSync(join(desk, 'assets'));
  writeFileSync(join(desk, 'index.html'), '<!doctype html><title>desk</title>');
  writeFileSync(join(desk, 'sw.js'), '//');
  writeFileSync(join(desk, 'assets', 'app-1a2b.js'), '//');
  database = await createTestDatabase();
  server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl, now: () => clock });
  const made = await offerDemo(server, { demo: true, embedded: false, ownerUrl: database.url, tell: () => {} });
  if (!made) throw new Error('the demo was asked for');
  offer = made;
});
// The rate limits are per app: each test starts with none used.
beforeEach(async () => {
  await app?.close();
  app = await buildApp(server, { deskDirectory: desk });
});
afterAll(async () => {
  await app.close();
  server.feedWatch.close();
  rmSync(desk, { recursive: true });
});

interface Answer {
  status: number;
  data: never;
  error?: { message: string; data: { code: string } };
  cookies: Record<string, string>;
}

/** A browser of its own: keeps its cookies. */
function browser(origin = publicUrl) {
  const jar: Record<string, string> = {};
  const call = async (method: 'GET' | 'POST', path: string, input?: unknown): Promise<Answer> => {
    const response = await app.inject({
      method,
      url: method === 'GET' && input !== undefined ? `/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}` : `/trpc/${path}`,
      headers: { host: 'desk.test', ...(method === 'POST' ? { origin, 'content-type': 'application/json' } : {}) },
      cookies: jar,
      ...(method === 'POST' && input !== undefined ? { payload: JSON.stringify(input) } : {}),
    });
    const cookies: Record<string, string> = {};
    for (const header of [response.headers['set-cookie'] ?? []].flat()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies[name] = header;
      if (value === '' || /Max-Age=0/.test(header)) delete jar[name];
      else jar[name] = value;
    }
    const body = response.json<{ result?: { data: never }; error?: { message: string; data: { code: string } } }>();
    return { status: response.statusCode, data: body.result?.data as never, cookies, ...(body.error ? { error: body.error } : {}) };
  };
  return { jar, query: (path: string, input?: unknown) => call('GET', path, input), mutate: (path: string, input?: unknown) => call('POST', path, input) };
}

const codeOf = (slug: string): string => offer.locations.find((location) => location.slug === slug)?.code ?? '';
const [manager, , staff] = demoStaff;
if (!manager || !staff) throw new Error('the demo has staff');

async function enrolled(slug = 'riverside') {
  const counter = browser();
  expect(await counter.mutate('terminals.enrol', { code: codeOf(slug), name: 'Counter' })).toMatchObject({ status: 200 });
  return counter;
}

test('an unenrolled caller gets health, who-am-I and nothing else', async () => {
  const stranger = browser();
  expect((await app.inject('/healthz')).json()).toEqual({ ok: true });
  expect((await app.inject('/readyz')).json()).toEqual({ ok: true });
  expect((await stranger.query('session.whoAmI')).data).toEqual({ enrolled: false });
  for (const path of ['bookings.history', 'sync.pull', 'terminals.list'])
    expect(await stranger.query(path, {})).toMatchObject({ status: 401 });
  for (const path of ['commands.submit', 'session.signIn', 'session.signOut', 'terminals.mintCode', 'terminals.revoke'])
    expect(await stranger.mutate(path, {})).toMatchObject({ status: 401 });
  expect((await app.inject('/sync/snapshot')).statusCode).toBe(401);
  const stream = await app.inject({ url: '/trpc/sync.pokes?input={}', headers: { accept: 'text/event-stream' } });
  expect(stream.body).toContain('UNAUTHORIZED');
});

test('a code enrols a device; its cookie is for this site and no script', async () => {
  const counter = browser();
  const answer = await counter.mutate('terminals.enrol', { code: codeOf('old-town').toLowerCase().replace('-', ' '), name: ' Front door ' });
  expect(answer.cookies['holdfast_terminal']).toMatch(/Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await counter.query('session.whoAmI')).data).toMatchObject({
    policies: { squeezeRole: 'manager', waiveRole: 'manager' },
    enrolled: true,
    terminalName: 'Front door',
    tenantName: 'Harbour & Co',
    locationName: 'Old Town Clinic',
    signedInStaffId: null,
  });
  const stored = await database.admin.query<{ found: string }>(`select encode(secret_hash, 'escape') as found from terminal`);
  expect(stored.rows.map(({ found }) => found)).not.toContain(counter.jar['holdfast_terminal']);
});

test('over https the cookie is Secure', async () => {
  const secure = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'https://desk.test' });
  const other = await buildApp(secure, { deskDirectory: null });
  const answer = await other.inject({ method: 'POST', url: '/trpc/terminals.enrol', payload: { code: codeOf('bayview'), name: 'x' } });
  expect(String(answer.headers['set-cookie'])).toContain('Secure');
  expect(answer.headers['strict-transport-security']).toBeDefined();
  await other.close();
  secure.feedWatch.close();
});

test('wrong, used and expired codes get one and the same answer', async () => {
  const counter = await enrolled();
  await counter.mutate('session.signIn', { staffId: manager.id, pin: manager.pin });
  const { code } = (await counter.mutate('terminals.mintCode')).data as { code: string };
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(await browser().mutate('terminals.enrol', { code, name: 'second' })).toMatchObject({ status: 200 });
  const late = (await counter.mutate('terminals.mintCode')).data as { code: string };
  await database.admin.query(`update enrolment_code set expires_at = now() where uses_left = 1 and created_by is not null`);
  const answers = await Promise.all(
    [code, late.code, 'ZZZZ-ZZZZ', 'no code'].map((tried) => browser().mutate('terminals.enrol', { code: tried, name: 'x' })),
  );
  expect(new Set(answers.map(({ status, error }) => `${status} ${error?.message}`))).toEqual(
    new Set(['400 This code does not work: it is wrong, used or too old. Ask a manager for a new one.']),
  );
});

test('a one-time code that two devices use at once enrols one', async () => {
  const counter = await enrolled();
  await counter.mutate('session.signIn', { staffId: manager.id, pin: manager.pin });
  const { code } = (await counter.mutate('terminals.mintCode')).data as { code: string };
  const answers = await Promise.all([1, 2, 3, 4].map((n) => browser().mutate('terminals.enrol', { code, name: `twin ${n}` })));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(3);
});

test('staff sign in by PIN, take over from each other, and sign out', async () => {
  const counter = await enrolled();
  expect((await counter.mutate('session.signIn', { staffId: staff.id, pin: '0000' })).data).toEqual({ ok: false, why: 'wrong_pin' });
  const answer = await counter.mutate('session.signIn', { staffId: staff.id, pin: staff.pin });
  expect(answer.data).toEqual({ ok: true });
  expect(answer.cookies['holdfast_staff']).toMatch(/Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
  expect((await counter.query('session.whoAmI')).data).toMatchObject({ signedInStaffId: staff.id });
  expect(await counter.mutate('terminals.mintCode')).toMatchObject({ status: 403 });

  const stolen = counter.jar['holdfast_staff'] ?? '';
  await counter.mutate('session.signIn', { staffId: manager.id, pin: manager.pin });
  expect(await counter.query('terminals.list')).toMatchObject({ status: 200 });
  const thief = await enrolled();
  thief.jar['holdfast_staff'] = counter.jar['holdfast_staff'] ?? '';
  expect((await thief.query('session.whoAmI')).data).toMatchObject({ signedInStaffId: null });
  counter.jar['holdfast_staff'] = stolen;
  expect((await counter.query('session.whoAmI')).data).toMatchObject({ signedInStaffId: null });

  await counter.mutate('session.signIn', { staffId: staff.id, pin: staff.pin });
  await counter.mutate('session.signOut');
  expect(counter.jar['holdfast_staff']).toBeUndefined();
  expect((await counter.query('session.whoAmI')).data).toMatchObject({ signedInStaffId: null });
});

test('a manager reads and changes the rules of the business, staff do neither', async () => {
  const counter = await enrolled();
  await counter.mutate('session.signIn', { staffId: staff.id, pin: staff.pin });
  for (const path of ['settings.read', 'settings.history']) expect(await counter.query(path)).toMatchObject({ status: 403 });
  expect(await counter.mutate('settings.change', { undoSeconds: 20 })).toMatchObject({ status: 403 });
  await counter.mutate('session.signIn', { staffId: manager.id, pin: manager.pin });
  expect((await counter.query('settings.read')).data).toMatchObject({ holdSeconds: { web: 300 }, undoSeconds: 30, squeezeRole: 'manager' });
  expect((await counter.mutate('settings.change', { undoSeconds: 20, holdSeconds: { web: 240 } })).data).toMatchObject({
    holdSeconds: { web: 240, desk: 600 }, undoSeconds: 20,
  });
  expect(await counter.mutate('settings.change', { undoSeconds: 900 })).toMatchObject({ status: 400, error: { message: 'undoSeconds: Give at most 300 seconds.' } });
  for (const nothing of [undefined, null, [], {}, 'undoSeconds'])
    expect(await counter.mutate('settings.change', nothing)).toMatchObject({ status: 400 });
  expect((await counter.mutate('settings.change', { undoSeconds: null, holdSeconds: null })).data).toMatchObject({ holdSeconds: { web: 300 }, undoSeconds: 30 });
  // Each change stands in the record with who made it, where.
  const { changes } = (await counter.query('settings.history')).data as { changes: { version: number }[] };
  const by = { kind: 'change_settings', channel: 'desk', actorName: manager.name, terminalName: expect.any(String) };
  expect(changes.slice(0, 2)).toMatchObject([
    { ...by, before: { undoSeconds: 20 }, after: {} }, { ...by, before: {}, after: { undoSeconds: 20, holdSeconds: { web: 240 } } },
  ]);
  const [last, first] = changes.map(({ version }) => version);
  expect((await counter.query('settings.history', { newerThan: first })).data).toMatchObject({ changes: [{ version: last }] });
  expect((await counter.query('settings.history', { newerThan: last })).data).toEqual({ changes: [] });
  expect(await counter.query('settings.history', { newerThan: 'then' })).toMatchObject({ status: 400 });
});

test('after five wrong PINs even the right one waits', async () => {
  const counter = await enrolled();
  const [, , , victim] = demoStaff;
  if (!victim) throw new Error('the demo has staff');
  for (let round = 0; round < 5; round++) await counter.mutate('session.signIn', { staffId: victim.id, pin: '1' });
  expect((await counter.mutate('session.signIn', { staffId: victim.id, pin: victim.pin })).data).toEqual({
    ok: false,
    why: 'too_many_tries',
    retryAfterSeconds: 30,
  });
  await database.admin.query(`update pin_try set blocked_until = now() where subject_id = $1 or wrong = 5`, [victim.id]);
  expect((await counter.mutate('session.signIn', { staffId: victim.id, pin: victim.pin })).data).toEqual({ ok: true });
});

test('a revoked terminal is out at once and its people with it', async () => {
  const counter = await enrolled();
  const boss = await enrolled();
  await boss.mutate('session.signIn', { staffId: manager.id, pin: manager.pin });
  const { terminalId } = (await counter.query('session.whoAmI')).data as { terminalId: string };
  expect(await boss.mutate('terminals.revoke', { terminalId })).toMatchObject({ status: 200 });
  expect(await counter.mutate('session.signOut')).toMatchObject({ status: 401 });
  expect((await counter.query('session.whoAmI')).data).toEqual({ enrolled: false });
  const { terminals } = (await boss.query('terminals.list')).data as { terminals: { terminalId: string; revokedAt: string | null }[] };
  expect(terminals.find((listed) => listed.terminalId === terminalId)?.revokedAt).toMatch(/^2\d{3}-/);
  expect(await boss.mutate('terminals.revoke', { terminalId: crypto.randomUUID() })).toMatchObject({ status: 404 });
});

test('guessing codes is slowed down, however the path is spelt, and cannot be batched', async () => {
  const tries = ['terminals.enrol', 'terminals%2Eenrol', '%74erminals.enrol'];
  const statuses = [];
  for (let round = 0; round < 14; round++) statuses.push((await browser().mutate(tries[round % 3] ?? '', { code: 'ZZZZ-ZZZZ', name: 'x' })).status);
  expect(statuses.filter((status) => status === 400)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  const batch = await app.inject({
    method: 'POST',
    url: '/trpc/terminals.enrol,terminals.enrol?batch=1',
    payload: { 0: { code: codeOf('riverside'), name: 'x' }, 1: { code: 'ZZZZ-ZZZZ', name: 'x' } },
  });
  expect(batch.statusCode).toBe(400);
  expect(batch.headers['set-cookie']).toBeUndefined();
});

test('another site may not ask in our name', async () => {
  const counter = await enrolled();
  const foreign = browser('https://evil.example');
  Object.assign(foreign.jar, counter.jar);
  expect(await foreign.mutate('session.signOut')).toMatchObject({ status: 403 });
  const form = await app.inject({
    method: 'POST',
    url: '/trpc/session.signOut',
    headers: { 'content-type': 'text/plain' },
    cookies: counter.jar,
    payload: '{}',
  });
  expect(form.statusCode).toBe(415);
});

test.each([
  ['{', 400],
  ['[]', 400],
  ['null', 400],
  ['{"__proto__":{"a":1}}', 400],
  [JSON.stringify({ protocol: 1, outboxId: 'x', commands: [] }), 400],
  [JSON.stringify({ code: 'a\u0000b', name: 'x' }), 400],
])('bad input %s is answered %i without a stack', async (payload, status) => {
  const counter = await enrolled();
  for (const path of ['commands.submit', 'terminals.enrol', 'session.signIn']) {
    const response = await app.inject({
      method: 'POST',
      url: `/trpc/${path}`,
      headers: { 'content-type': 'application/json' },
      cookies: counter.jar,
      payload,
    });
    expect([path, response.statusCode]).toEqual([path, status]);
    expect(response.json()).toMatchObject({ error: { message: expect.any(String) } });
    expect(response.body).not.toMatch(/node_modules|\.ts:|"stack"|\\n\s+at /);
  }
});

test('numbers and dates at the edge of their types are answered, never 500', async () => {
  const counter = await enrolled();
  const locationId = demoLocations[0]?.row.id;
  const outbox = { outboxId: crypto.randomUUID(), nextSeq: Number.MAX_SAFE_INTEGER, unsent: Number.MAX_SAFE_INTEGER };
  expect(
    await counter.mutate('sync.pull', { locationId, epoch: 'x', cursor: Number.MAX_SAFE_INTEGER, replicaSchema: 1, outbox }),
  ).toMatchObject({ status: 200, data: { kind: 'reset' } });
  for (const [from, to] of [['0000-01-01', '0000-01-02'], ['9999-12-30', '9999-12-31'], ['2026-11-20', '2026-11-19'], ['2026-02-30', '2026-03-01']]) {
    const response = await app.inject({ url: `/sync/snapshot?location=${locationId}&from=${from}&to=${to}`, cookies: counter.jar });
    expect([from, response.statusCode]).toEqual([from, 400]);
  }
});

test('what is too large is refused by size, in words', async () => {
  const response = await app.inject({
    method: 'POST',
    url: '/trpc/commands.submit',
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify({ notes: 'x'.repeat(5 * 1024 * 1024) }),
  });
  expect(response.statusCode).toBe(413);
  expect(response.json()).toMatchObject({ error: { message: 'The request is larger than 2 MB.', data: { code: 'PAYLOAD_TOO_LARGE' } } });
});

test('the desk is served: its page always anew, its hashed files for ever, its routes by the page', async () => {
  const page = await app.inject({ url: '/', headers: { accept: 'text/html' } });
  expect(page.body).toContain('<title>desk</title>');
  expect(page.headers['cache-control']).toBe('no-cache');
  expect(page.headers['content-security-policy']).toMatch(/default-src 'self';script-src 'self';/);
  expect(page.headers['content-security-policy']).not.toContain('upgrade-insecure-requests');
  expect((await app.inject('/sw.js')).headers['cache-control']).toBe('no-cache');
  expect((await app.inject('/assets/app-1a2b.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
  const route = await app.inject({ url: '/day/2026-11-21', headers: { accept: 'text/html' } });
  expect([route.statusCode, route.headers['cache-control']]).toEqual([200, 'no-cache']);
  for (const missing of ['/assets/gone.js', '/trpc/no.such', '/api/v1/x', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd'])
    expect((await app.inject({ url: missing, headers: { accept: '*/*' } })).statusCode).toBe(404);
});

test('the demo chain is what it says', async () => {
  const { rows } = await database.admin.query<{ slug: string; bookings: number; statuses: number }>(
    `select l.slug, count(*)::int as bookings, count(distinct b.status)::int as statuses
       from booking b join location l using (tenant_no, location_id)
      where (b.starts_at at time zone l.time_zone)::date = '2026-11-20' group by 1 order by 1`,
  );
  expect(rows.map(({ slug }) => slug)).toEqual(demoLocations.map(({ row }) => row.slug).toSorted());
  for (const { bookings, statuses } of rows) {
    expect(bookings).toBeGreaterThan(5);
    expect(statuses).toBeGreaterThan(2);
  }
  const before = await database.admin.query('select count(*) from booking');
  const again = await offerDemo(server, { demo: true, embedded: false, ownerUrl: database.url, tell: () => {} });
  expect(again?.staff).toEqual(offer.staff);
  expect((await database.admin.query('select count(*) from booking')).rows).toEqual(before.rows);
});
