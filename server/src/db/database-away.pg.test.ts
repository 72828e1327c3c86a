import { beforeAll, expect, test } from 'vitest';
import { isDatabaseAway } from './database-away.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const faultOf = (statement: string): Promise<unknown> => database.admin.query(statement).catch((fault: unknown) => fault);

test('what takes too long is to be tried again; what is wrong is not', async () => {
  expect(isDatabaseAway(await faultOf(`set statement_timeout = 1; select pg_sleep(5)`))).toBe(true);
  expect(isDatabaseAway(await faultOf(`do $$ begin raise sqlstate '55P03'; end $$`))).toBe(true);
  expect(isDatabaseAway(await faultOf(`do $$ begin raise sqlstate '40P01'; end $$`))).toBe(true);
  expect(isDatabaseAway(await faultOf(`select 1 / 0`))).toBe(false);
  expect(isDatabaseAway(await faultOf(`select * from no_such_table`))).toBe(false);
});
