import { describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { createTestDatabase } from './test-database.ts';

describe('migrate', async () => {
  const { url, db, admin } = await createTestDatabase();

  test('a migrated database is left alone', async () => {
    expect(await migrate(url)).toEqual([]);
  });

  test('four at once agree', async () => {
    expect(await Promise.all([1, 2, 3, 4].map(() => migrate(url)))).toEqual([[], [], [], []]);
  });

  test('the server runs as a role that cannot bypass row security', async () => {
    const role = await db.pool.query(
      `select current_user as name, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname = current_user`,
    );
    expect(role.rows).toEqual([{ name: 'holdfast_server', rolsuper: false, rolbypassrls: false, rolcanlogin: false }]);
  });

  test('every table with a tenant has row security', async () => {
    const open = await admin.query(
      `select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_no'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity`,
    );
    expect(open.rows).toEqual([]);
  });

  test('the server writes no table and reads no secret directly', async () => {
    const granted = await admin.query<{ name: string }>(
      `select c.relname as name from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
          and (has_table_privilege('holdfast_server', c.oid, 'insert, update, delete, truncate')
            or has_any_column_privilege('holdfast_server', c.oid, 'insert, update'))`,
    );
    expect(granted.rows).toEqual([]);
    for (const secret of ['secret_hash from terminal', 'token_hash from staff_session', 'code_hash from enrolment_code'])
      await expect(db.pool.query(`select ${secret}`)).rejects.toMatchObject({ code: '42501' });
  });

  test('nobody else may execute a gateway function, and each definer function pins its search path', async () => {
    const loose = await admin.query(
      `select p.proname from pg_proc p where p.pronamespace = 'gateway'::regnamespace
         and (has_function_privilege('public', p.oid, 'execute')
           or (p.prosecdef and not coalesce(p.proconfig, '{}') @> array['search_path=public, pg_temp']))`,
    );
    expect(loose.rows).toEqual([]);
  });

  test('without a tenant nothing is visible, with one only its own', async () => {
    await admin.query(
      `insert into tenant (tenant_id, slug, name) values (gen_random_uuid(), 'a', 'A'), (gen_random_uuid(), 'b', 'B')`,
    );
    expect((await db.pool.query('select slug from tenant')).rows).toEqual([]);
    const tenant = await admin.query<{ tenant_no: number }>(`select tenant_no from tenant where slug = 'b'`);
    const seen = await db.readAs(tenant.rows[0]!.tenant_no as never, (client) => client.query('select slug from tenant'));
    expect(seen.rows).toEqual([{ slug: 'b' }]);
  });

  test('a database newer than the code says so in one line', async () => {
    const newer = await createTestDatabase();
    await newer.admin.query(`insert into schema_migration (name, timestamp) values ('999999-from-the-future', now()::text)`);
    await expect(migrate(newer.url)).rejects.toThrow(/^The database is newer than this Holdfast: it has 999999-from-the-future/);
  });
});
