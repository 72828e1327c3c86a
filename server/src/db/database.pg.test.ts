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
