import { beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

let database: TestDatabase;
let ours: TestWorld;
let theirs: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase(2);
  ours = await createTestWorld(database.db, database.admin);
  theirs = await createTestWorld(database.db, database.admin);
  for (const world of [ours, theirs]) await world.book(world.rooms[0] ?? '', '2026-12-05T10:00:00Z');
  return () => [ours, theirs].forEach(({ feedWatch }) => feedWatch.close());
});

const tenantTables = async (): Promise<string[]> => {
  const { rows } = await database.admin.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_no' and not a.attisdropped
     where n.nspname = 'public' and c.relkind = 'r' order by 1`,
  );
  return rows.map(({ name }) => name);
};

test('the database itself refuses an overlap, whoever writes it', async () => {
  const overlap = database.admin.query(
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
     select tenant_no, resource_no, lane, starts_at + interval '59 minutes', ends_at + interval '59 minutes', 'booking', gen_random_uuid()
     from claim where tenant_no = $1`,
    [ours.tenantNo],
  );
  await expect(overlap).rejects.toMatchObject({ code: '23P01', constraint: 'claim_no_overlap' });
});

test('every table of a tenant is under row security', async () => {
  const { rows } = await database.admin.query<{ relname: string }>(
    `select relname from pg_class where relname = any($1) and not relrowsecurity`,
    [await tenantTables()],
  );
  expect(rows).toEqual([]);
});

test('the server writes no table itself, can become nobody else, and cannot see past row security', async () => {
  const { rows: writable } = await database.admin.query(
    `select name, privilege from unnest($1::text[]) name, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) privilege
     where has_table_privilege('holdfast_server', 'public.' || name, privilege)`,
    [await tenantTables()],
  );
  expect(writable).toEqual([]);
  await expect(database.db.pool.query('delete from claim')).rejects.toMatchObject({ code: '42501' });
  const { rows } = await database.db.pool.query(
    `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user`,
  );
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
  await expect(database.db.pool.query('alter table claim disable row level security')).rejects.toMatchObject({ code: '42501' });
  await expect(database.db.pool.query('create table mine ()')).rejects.toMatchObject({ code: '42501' });
});

test('no tenant set, nothing seen; one set, only its own', async () => {
  const { rows: nobody } = await database.db.pool.query('select claim_no from claim');
  expect(nobody).toEqual([]);
  const own = await database.db.readAs(ours.tenantNo, (client) => client.query('select distinct tenant_no from claim'));
  expect(own.rows).toEqual([{ tenant_no: ours.tenantNo }]);
  const foreign = await database.db.readAs(ours.tenantNo, (client) =>
    client.query('select booking_id from booking where tenant_no = $1', [theirs.tenantNo]),
  );
  expect(foreign.rows).toEqual([]);
});

test('nothing of a tenant stays on a pooled connection, also after a fault', async () => {
  await expect(database.db.readAs(ours.tenantNo, (client) => client.query('select 1 / 0'))).rejects.toMatchObject({ code: '22012' });
  for (let checkout = 0; checkout < 4; checkout++) {
    await database.db.readAs(theirs.tenantNo, (client) => client.query('select 1'));
    const { rows } = await database.db.pool.query(`select current_setting('holdfast.tenant_no', true) as tenant, (select count(*)::int from claim) as seen`);
    expect(rows).toEqual([{ tenant: '', seen: 0 }]);
  }
});
