import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { isPostgres, readPostmaster } from './postmaster.ts';

let parent: string;
/** With a space, as people name folders. */
let data: string;
const open: EmbeddedPostgres[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'holdfast embedded '));
  data = join(parent, 'my data');
  await chmod(parent, 0o755);
});
afterEach(async () => {
  for (const embedded of open.splice(0).reverse()) await embedded.leave();
  await rm(parent, { recursive: true, force: true });
});

async function start(directory = data, tell: (line: string) => void = () => {}): Promise<EmbeddedPostgres> {
  const embedded = await startEmbeddedPostgres(directory, { durable: false, tell });
  open.push(embedded);
  return embedded;
}

async function ask<T extends pg.QueryResultRow>(embedded: EmbeddedPostgres, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: embedded.url('postgres') });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}
async function postmasterOf(embedded: EmbeddedPostgres): Promise<number> {
  const running = await readPostmaster(embedded.directory);
  if (!running) throw new Error('it runs');
  return running.pid;
}
const isGone = (embedded: EmbeddedPostgres): boolean => !existsSync(join(embedded.directory, 'postmaster.pid'));

test('a first start makes a cluster for this machine alone; leaving stops it; a second start finds its data', async () => {
  const first = await start();
  expect(first.started).toBe(true);
  await ask(first, 'create table kept (n integer)');
  expect(await ask(first, `select current_setting('server_version_num')::int / 10000 as version, current_setting('listen_addresses') as listens,
    pg_encoding_to_char(encoding) as encoding, datlocprovider as provider from pg_database where datname = 'postgres'`)).toEqual([
    { version: 18, listens: '127.0.0.1', encoding: 'UTF8', provider: 'b' },
  ]);
  // Windows keeps rights elsewhere: a folder of the user is closed to others there.
  if (process.platform !== 'win32') expect((await stat(join(data, 'postgres-password'))).mode & 0o777).toBe(0o600);
  const wrong = new pg.Client({ connectionString: first.url('postgres').replace(/:[^:@]*@/, ':wrong@') });
  await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });
  await first.leave();
  open.pop();
  expect(isGone(first)).toBe(true);
  const second = await start();
  expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
});

test('a running one is adopted, and only the last one out stops it', async () => {
  const first = await start();
  const second = await start();
  expect(second.started).toBe(false);
  expect(second.url('x')).toBe(first.url('x'));
  await second.leave();
  expect(await ask(first, 'select 1 as one')).toEqual([{ one: 1 }]);
  const third = await start();
  await first.leave();
  expect(await ask(third, 'select 1 as one')).toEqual([{ one: 1 }]);
  const pool = new pg.Pool({ connectionString: third.url('postgres') });
  await Promise.all([1, 2, 3, 4].map(() => pool.query('select 1')));
  await pool.end();
  await third.leave();
  expect(isGone(third)).toBe(true);
});

test('four first starts at once agree on one cluster', async () => {
  const all = await Promise.all([start(), start(), start(), start()]);
  expect(new Set(all.map((embedded) => embedded.url('x'))).size).toBe(1);
  expect(all.filter(({ started }) => started)).toHaveLength(1);
});

test('after the process that started it was killed hard, the orphan is adopted and stopped in the end', async () => {
  const module = new URL('embedded-postgres.ts', import.meta.url).href;
  const killed = spawn(
    process.execPath,
    ['--input-type=module', '-e', `const m = await import(${JSON.stringify(module)}); const e = await m.startEmbeddedPostgres(${JSON.stringify(data)}, { durable: false }); process.send(e.url('x')); setInterval(() => {}, 1e6)`],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  );
  const [url] = (await once(killed, 'message')) as [string];
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const next = await start();
  expect([next.started, next.url('x')]).toEqual([false, url]);
  // Until PostgreSQL has noticed that the killed one's connection ended, somebody else seems to be there.
  await expect
    .poll(async () => (await ask<{ n: number }>(next, `select count(*)::int as n from pg_stat_activity where application_name = 'holdfast keeper'`))[0]?.n)
    .toBe(1);
  await next.leave();
  open.pop();
  expect(isGone(next)).toBe(true);
});

test('after PostgreSQL was killed hard, the next start recovers it', async () => {
  const first = await start();
  await ask(first, 'create table kept (n integer); insert into kept values (7)');
  const pid = await postmasterOf(first);
  process.kill(pid, 'SIGKILL');
  const second = await start();
  expect(await ask(second, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a server whose PostgreSQL is killed brings it back at the same address', async () => {
  const embedded = await start();
  const url = embedded.url('postgres');
  process.kill(await postmasterOf(embedded), 'SIGKILL');
  await expect.poll(() => ask(embedded, 'select 1 as one').catch(() => null), { timeout: 20_000 }).toEqual([{ one: 1 }]);
  expect(embedded.url('postgres')).toBe(url);
});

test('a lock that names a living process which is no PostgreSQL is dead', async () => {
  const first = await start();
  await first.leave();
  open.pop();
  await writeFile(join(first.directory, 'postmaster.pid'), `${process.pid}\n${first.directory}\n1\n5432\n`);
  expect(await isPostgres(process.pid)).toBe(false);
  expect((await start()).started).toBe(true);
});

test('an empty lock, as a full disk leaves it, is dead when nobody writes it', async () => {
  const first = await start();
  await first.leave();
  open.pop();
  await writeFile(join(first.directory, 'postmaster.pid'), '');
  expect((await start()).started).toBe(true);
});

test('a running PostgreSQL whose lock is gone is waited for, which is said once', async () => {
  const first = await start();
  await ask(first, 'create table kept (n integer)');
  const lost = await postmasterOf(first);
  await rm(join(first.directory, 'postmaster.pid'));
  const lines: string[] = [];
  const starting = start(data, (line) => lines.push(line));
  await expect.poll(() => lines, { timeout: 20_000 }).toEqual([expect.stringContaining('still ending')]);
  // It would end itself within the minute after which it looks for its lock.
  process.kill(lost, 'SIGQUIT');
  expect(await ask(await starting, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
  expect(lines).toHaveLength(1);
});

// Only root is asked to run as somebody else, and only a closed home makes it move.
test.runIf(process.getuid?.() === 0)('as root under a closed directory it runs elsewhere, says so once, and finds its data again', async () => {
  const home = await mkdtemp(join(homedir(), '.holdfast-test-'));
  const lines: string[] = [];
  try {
    await mkdir(join(home, 'data'));
    const first = await start(join(home, 'data'), (line) => lines.push(line));
    expect(lines.filter((line) => line.startsWith('Started as root'))).toHaveLength(1);
    expect((await readFile(join(home, 'data', 'postgres-location'), 'utf8')).trim()).toBe(first.directory);
    await ask(first, 'create table kept (n integer)');
    await first.leave();
    open.pop();
    const second = await start(join(home, 'data'), (line) => lines.push(line));
    expect(await ask(second, 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
    expect(lines.filter((line) => line.startsWith('Started as root'))).toHaveLength(1);
    await second.leave();
    open.pop();
    await rm(join(second.directory, '..'), { recursive: true, force: true });
  } finally {
    await rm(home, { recursive: true, force: true });
  }
});
