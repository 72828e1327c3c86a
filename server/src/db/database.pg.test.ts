import { expect, test } from 'vitest';
import { mintTenantNo } from '../access/scope.ts';
import { createTestDatabase } from './test-database.ts';

const { db, admin } = await createTestDatabase();

// A fault that nobody listens for would end the process, and this run with it.
test('a connection that is lost in the middle of its work rejects that work and nothing else', async () => {
  const lost = db.readAs(mintTenantNo(1), async (client) => {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    await admin.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    return client.query('select 1');
  });
  await expect(lost).rejects.toThrow(/terminat|connection error/i);
  expect((await db.pool.query<{ one: number }>('select 1 as one')).rows).toEqual([{ one: 1 }]);
});

test('where a transaction cannot begin its own fault is told, and the connection goes on', async () => {
  const read = { name: 'one', text: 'select 1 as one' };
  const begun = db.lockLocation(mintTenantNo(1), 'nowhere', (client) => client.query(read));
  await expect(begun).rejects.toMatchObject({ code: '22P02' });
  // Whoever is lent it next, many at once: nothing of that transaction is left, the statement neither.
  const answers = await Promise.all(Array.from({ length: 12 }, () => db.readAs(mintTenantNo(1), async (client) => (await client.query(read)).rows)));
  expect(answers).toEqual(Array.from({ length: 12 }, () => [{ one: 1 }]));
});

test('of a begin that was never done nothing follows but the statement that was sent with it', async () => {
  const done: unknown[] = [];
  // PostgreSQL takes no zero byte in a text: it refuses the whole of it, as when it is cancelled in time.
  const begun = db.lockLocation(mintTenantNo(1), '\0', async (client) => {
    for (const text of ['select 1', 'select 2']) done.push(await client.query(text));
  });
  await expect(begun).rejects.toMatchObject({ code: '08P01' });
  expect(done).toEqual([]);
});

test('the tenant is set before the first look, and for one transaction', async () => {
  const tenant = { text: `select nullif(current_setting('holdfast.tenant_no', true), '') as no` };
  const seen = await Promise.all([1, 2, 3].map((no) => db.readAs(mintTenantNo(no), async (client) => (await client.query<{ no: string }>(tenant)).rows[0]?.no)));
  expect(seen).toEqual(['1', '2', '3']);
  expect((await db.pool.query(tenant)).rows).toEqual([{ no: null }]);
});

test('a look of one statement is answered as its tenant sees it, in a transaction that is over then', async () => {
  const tenant = { name: 'tenant', text: `select nullif(current_setting('holdfast.tenant_no', true), '') as no, current_setting('transaction_read_only') as "isReadOnly"` };
  const seen = await Promise.all(Array.from({ length: 20 }, (_, no) => db.readOnce(mintTenantNo(no), async (client) => (await client.query(tenant)).rows[0])));
  expect(seen).toEqual(Array.from({ length: 20 }, (_, no) => ({ no: String(no), isReadOnly: 'on' })));
  expect((await db.pool.query({ ...tenant, name: 'after' })).rows).toEqual([{ no: null, isReadOnly: 'off' }]);
});

test('a look whose statement fails tells so, and its connection goes on', async () => {
  const failed = Array.from({ length: 12 }, () => db.readOnce(mintTenantNo(1), (client) => client.query('select 1/0')));
  expect((await Promise.allSettled(failed)).map((each) => each.status === 'rejected' && (each.reason as { code: string }).code)).toEqual(Array(12).fill('22012'));
  expect(db.pool.totalCount).toBeGreaterThan(0);
  expect((await db.readOnce(mintTenantNo(2), (client) => client.query<{ no: string }>(`select current_setting('holdfast.tenant_no') as no`))).rows).toEqual([{ no: '2' }]);
});

test('of a look the tenant would not hold for a second statement, nor for one that is sent later', async () => {
  const one = { text: 'select 1 as one' };
  await expect(db.readOnce(mintTenantNo(1), async (client) => [await client.query(one), await client.query(one)])).rejects.toThrow('readAs');
  await expect(db.readOnce(mintTenantNo(1), (client) => Promise.resolve().then(() => client.query(one)))).rejects.toThrow('readAs');
  await expect(db.readOnce(mintTenantNo(1), () => { throw new Error('before it asked'); })).rejects.toThrow('before it asked');
  expect((await db.pool.query({ text: `select nullif(current_setting('holdfast.tenant_no', true), '') as no` })).rows).toEqual([{ no: null }]);
});

test('a look on a connection that is lost rejects, and the next has another', async () => {
  const lost = db.readOnce(mintTenantNo(1), (client) => client.query('select pg_terminate_backend(pg_backend_pid())'));
  await expect(lost).rejects.toThrow(/terminat|connection/i);
  expect((await db.readOnce(mintTenantNo(1), (client) => client.query<{ one: number }>('select 1 as one'))).rows).toEqual([{ one: 1 }]);
});
