import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('a migrated database is left alone', async () => {
  expect(await migrate(database.url)).toEqual([]);
});

test('four at once agree', async () => {
  expect(await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)))).toEqual([[], [], [], []]);
});

test('the server runs as a role that cannot bypass row security', async () => {
  const role = await database.db.pool.query(
    `select current_user as name, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = current_user`,
  );
  expect(role.rows).toEqual([{ name: 'holdfast_server', rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
});

test('every table with a tenant has row security', async () => {
  const open = await database.owner.query(
    `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_no'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity`,
  );
  expect(open.rows).toEqual([]);
});

test('the server writes no table and reads no secret directly', async () => {
  const granted = await database.owner.query<{ name: string }>(
    `select c.relname as name from pg_class c
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        and (has_table_privilege('holdfast_server', c.oid, 'insert, update, delete, truncate')
          or has_any_column_privilege('holdfast_server', c.oid, 'insert, update'))`,
  );
  expect(granted.rows).toEqual([]);
  for (const secret of ['secret_hash from terminal', 'token_hash from staff_session', 'code_hash from enrolment_code'])
    await expect(database.db.pool.query(`select ${secret}`)).rejects.toMatchObject({ code: '42501' });
});

test('nobody else may execute a gateway function, and each definer function pins its search path', async () => {
  const loose = await database.owner.query(
    `select p.proname from pg_proc p where p.pronamespace = 'gateway'::regnamespace
       and (has_function_privilege('public', p.oid, 'execute')
         or (p.prosecdef and not coalesce(p.proconfig, '{}') @> array['search_path=public, pg_temp']))`,
  );
  expect(loose.rows).toEqual([]);
});

test('without a tenant nothing is visible, with one only its own', async () => {
  await database.owner.query(
    `insert into tenant (tenant_id, slug, name) values (gen_random_uuid(), 'a', 'A'), (gen_random_uuid(), 'b', 'B')`,
  );
  expect((await database.db.pool.query('select slug from tenant')).rows).toEqual([]);
  const tenant = await database.owner.query<{ tenant_no: number }>(`select tenant_no from tenant where slug = 'b'`);
  const seen = await database.db.readAs(tenant.rows[0]!.tenant_no as never, (client) => client.query('select slug from tenant'));
  expect(seen.rows).toEqual([{ slug: 'b' }]);
});

test('a database newer than the code says so in one line', async () => {
  await database.owner.query(`insert into schema_migration (name, timestamp) values ('999999-from-the-future', now()::text)`);
  await expect(migrate(database.url)).rejects.toThrow(/^The database is newer than this Holdfast: it has 999999-from-the-future/);
});
