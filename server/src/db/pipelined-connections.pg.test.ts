import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { connect, type Database } from './database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let db: Database;
let isOpen = false;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  if (isOpen) await db.close();
  isOpen = false;
});

const one = { behindOthersOn: 1 };
const two = { behindOthersOn: 2 };
const who = { text: 'select pg_backend_pid() as pid' };
const pid = async (where: typeof one): Promise<number> => {
  const { rows } = await db.query<{ pid: number }>(who, where);
  return rows[0]?.pid ?? 0;
};
function open(url = database.url): void {
  db = connect(url);
  isOpen = true;
}

test('what comes at once shares few connections, and each is answered; one after the other they keep to the first', async () => {
  open();
  const crowd = (where: typeof one) => Promise.all(Array.from({ length: 7 }, () => pid(where)));
  expect(new Set(await crowd(one)).size).toBe(1);
  const pair = await crowd(two);
  expect(new Set(pair).size).toBe(2);
  expect([await pid(two), await pid(two)]).toEqual([pair[0], pair[0]]);
});

test('it acts as the role that the server has, with little patience, and prepares a statement once', async () => {
  open();
  const named = {
    name: 'who',
    text: `select current_user::text as who, current_setting('lock_timeout') as patience, (select count(*)::integer from pg_prepared_statements) as prepared`,
  };
  const answers = await Promise.all([db.query(named, one), db.query(named, one)]);
  for (const { rows } of answers) expect(rows).toEqual([{ who: 'holdfast_server', patience: '100ms', prepared: 1 }]);
});

test('one that fails leaves those behind it alone, and the connection good', async () => {
  open();
  const first = await pid(one);
  const [failed, behind] = await Promise.allSettled([db.query({ text: `select 1 / 0` }, one), pid(one)]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
  expect(behind).toEqual({ status: 'fulfilled', value: first });
});

test('nobody waits there for a lock that is held: it is given up, and those behind it are answered', async () => {
  open();
  const holder = await database.admin.connect();
  try {
    await holder.query('select pg_advisory_lock(4711)');
    const [waited, behind] = await Promise.allSettled([db.query({ text: 'select pg_advisory_xact_lock(4711)' }, one), pid(one)]);
    expect(waited).toMatchObject({ status: 'rejected', reason: { code: '55P03' } });
    expect(behind).toMatchObject({ status: 'fulfilled' });
  } finally {
    holder.release(true);
  }
});

test('a connection that is lost rejects all that was sent to it, and the next statement has another', async () => {
  open();
  const first = await pid(one);
  const sent = Promise.allSettled([db.query({ text: 'select pg_sleep(60)' }, one), pid(one)]);
  await database.admin.query('select pg_terminate_backend($1)', [first]);
  expect((await sent).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await pid(one)).not.toBe(first);
});

test('a connection that is given up is closed, when those behind have their answers', async () => {
  open();
  const first = await pid(one);
  const cannotBeSent = { toPostgres: () => { throw new Error('Not to be sent'); } };
  const [failed, behind] = await Promise.allSettled([db.query({ text: 'select $1', values: [cannotBeSent] }, one), pid(one)]);
  expect([failed, behind]).toMatchObject([{ reason: { message: 'Not to be sent' } }, { value: first }]);
  expect(await pid(one)).not.toBe(first);
  const isThere = async () => (await database.admin.query('select from pg_stat_activity where pid = $1', [first])).rowCount === 1;
  await vi.waitUntil(async () => !(await isThere()), { timeout: 10_000 });
});

test('a database that is not there is said to each who asks, until it is', async () => {
  const name = `late_${process.pid}`;
  const url = new URL(database.url);
  url.pathname = `/${name}`;
  open(url.href);
  const asked = await Promise.allSettled([pid(one), pid(one)]);
  for (const answer of asked) expect(answer).toMatchObject({ status: 'rejected', reason: { code: '3D000' } });
  await database.admin.query(`create database ${name}`);
  try {
    expect(await pid(one)).toBeGreaterThan(0);
  } finally {
    isOpen = false;
    await db.close();
    await database.admin.query(`drop database ${name}`);
  }
});

test('closing answers what is under way', async () => {
  open();
  const answers = Promise.all([pid(one), pid(one), pid(two)]);
  await answers;
  isOpen = false;
  const last = [pid(one), pid(two)];
  const [settled] = await Promise.all([Promise.allSettled(last), db.close()]);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  await expect(pid(one)).rejects.toThrow('closed');
});
