import { createServer as createSocket, type AddressInfo } from 'node:net';
import { EventSource } from 'eventsource';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import type { Config } from './config.ts';
import { createTestDatabase, type TestDatabase } from './db/test-database.ts';
import { demoLocations, demoStaff } from './demo/demo-chain.ts';
import { startServer } from './start-server.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
const log = pino({ level: 'silent' });
const config = (over: Partial<Config> = {}): Config => ({
  host: '127.0.0.1',
  port: 0,
  databaseUrl: database.url,
  dataDirectory: '/nonexistent',
  demo: true,
  publicUrl: null,
  logLevel: 'silent',
  ...over,
});

test('a node starts, pokes a listening terminal, and ends its stream when it stops', async () => {
  const running = await startServer(config(), log, () => {});
  expect(running.address).toBe(running.publicUrl);
  const place = running.demo?.locations[0];
  const locationId = demoLocations[0]?.row.id;
  expect(place?.link).toBe(`${running.publicUrl}/#enrol=${place?.code}`);
  const enrolled = await fetch(`${running.address}/trpc/terminals.enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: place?.code, name: 'Counter' }),
  });
  const cookie = enrolled.headers.getSetCookie().map((header) => header.split(';')[0]).find((pair) => pair?.startsWith('holdfast_terminal='));
  expect(cookie).toBeDefined();

  const stream = new EventSource(`${running.address}/trpc/sync.pokes?input=${encodeURIComponent(JSON.stringify({ locationId }))}`, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, cookie: cookie ?? '' } }),
  });
  const poke = await new Promise<string>((resolve) => stream.addEventListener('message', ({ data }) => resolve(String(data))));
  expect(JSON.parse(poke)).toMatchObject({ locationId, head: expect.any(Number) });
  const ended = new Promise((resolve) => stream.addEventListener('error', resolve));
  await running.close();
  await ended;
  stream.close();
  await expect(fetch(`${running.address}/healthz`)).rejects.toThrow('fetch failed');
});

test('a node that stops answers the command it is working on', async () => {
  const running = await startServer(config(), log, () => {});
  const [place] = demoLocations;
  const post = async (path: string, body: object, cookie = '') =>
    fetch(`${running.address}/trpc/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  const enrolled = await post('terminals.enrol', { code: running.demo?.locations[0]?.code, name: 'Counter' });
  const cookie = enrolled.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  await enrolled.text();
  await (await post('session.signIn', { staffId: demoStaff[0]?.id, pin: demoStaff[0]?.pin }, cookie)).text();

  // Another writer of the location keeps the command waiting until the node is closing.
  const writer = await database.admin.connect();
  await writer.query('begin');
  await writer.query('select from feed_head where location_id = $1 for update', [place?.row.id]);
  const start = new Date(Date.now() + 300 * 86_400_000);
  const command = {
    id: crypto.randomUUID(), seq: 1, schema: 1, locationId: place?.row.id, actorId: demoStaff[0]?.id, channel: 'desk', sawVersion: 0,
    tappedAt: start.toISOString(), kind: 'place_block',
    args: { blockId: crypto.randomUUID(), resourceIds: [place?.resources[0]?.id], start: start.toISOString(), end: new Date(start.getTime() + 3_600_000).toISOString() },
  };
  const sent = post('commands.submit', { protocol: 1, outboxId: crypto.randomUUID(), commands: [command] }, cookie).then(
    async (response) => `${response.status} ${await response.text()}`,
    (fault: Error) => fault.message,
  );
  const isWaiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%apply_plan%'`;
  while ((await database.admin.query(isWaiting)).rowCount === 0);
  const closed = running.close();
  while (await fetch(`${running.address}/healthz`).then(({ ok }) => ok, () => false));
  await writer.query('commit');
  writer.release();
  expect(await sent).toMatch(/^200 .*"status":"committed"/);
  await closed;
});

test('a busy port, a host that is not ours, a database that is not there: one line each, nothing left running', async () => {
  const busy = createSocket().listen(0, '127.0.0.1');
  await new Promise((resolve) => busy.once('listening', resolve));
  const { port } = busy.address() as AddressInfo;
  await expect(startServer(config({ port }), log, () => {})).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use, perhaps by another Holdfast. Stop that one, or set PORT to another port.`,
  );
  await expect(startServer(config({ host: '192.0.2.1' }), log, () => {})).rejects.toThrow('HOST is "192.0.2.1": use an address of this computer');
  await new Promise((resolve) => busy.close(resolve));
  await expect(startServer(config({ databaseUrl: `postgresql://nobody:secret@127.0.0.1:${port}/none` }), log, () => {})).rejects.toThrow(
    /^DATABASE_URL cannot be used: .*ECONNREFUSED.*\(127\.0\.0\.1:\d+\/none\)\.$/,
  );
});
