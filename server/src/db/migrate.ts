import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import pg from 'pg';

const migrationsDirectory = fileURLToPath(new URL('../../sql/', import.meta.url));
const table = 'schema_migration';

/**
 * Brings the database to this code's schema: each `sql/NNNNNN-name.sql` once, in order, all in one
 * transaction, one process at a time (advisory lock). `url` names the login that owns the tables.
 * Resolves with the names applied now; rejects with one plain line.
 */
export async function migrate(url: string): Promise<string[]> {
  const migrations: Record<string, Migration> = {};
  for (const name of await migrationNames()) {
    const text = await readFile(`${migrationsDirectory}${name}.sql`, 'utf8');
    // Without parameters pg sends it as one simple query: several statements, still inside our transaction.
    migrations[name] = { up: async (db) => void (await sql.raw(text).execute(db)) };
  }

  const pool = openPool(url, 'holdfast migrate');
  const db = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) });
  try {
    const version = Number((await pool.query<{ server_version_num: string }>('show server_version_num')).rows[0]?.server_version_num);
    if (version < 150_000)
      throw new Error(`Holdfast needs PostgreSQL 15 or newer; this one is ${Math.floor(version / 10_000)}.`);
    refuseNewer(await appliedMigrations(pool), Object.keys(migrations));
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
      migrationTableName: table,
      migrationLockTableName: `${table}_lock`,
      // Slices are written side by side: a lower number may be merged after a higher one was applied.
      allowUnorderedMigrations: true,
    });
    const { error, results = [] } = await migrator.migrateToLatest();
    if (error !== undefined) {
      const failed = results.find((result) => result.status === 'Error');
      const said = error instanceof Error ? error.message : 'it gave no reason';
      throw new Error(failed ? `Migration ${failed.migrationName} failed, nothing was changed: ${said}` : said, { cause: error });
    }
    // An index may have been built anew since, and low again (sql/000044). What made it tall leaves its rows to be swept out.
    const grown = await pool.query<{ grown: boolean }>('select gateway.grow_claim_indexes() as grown');
    if (grown.rows[0]?.grown === true) await pool.query('vacuum claim');
    return results.map((result) => result.migrationName);
  } finally {
    await db.destroy();
  }
}

/** For who only looks: resolves when the database has exactly this code's schema; else rejects with one plain line that says what to do. */
export async function checkSchema(url: string): Promise<void> {
  const pool = openPool(url, 'holdfast schema');
  try {
    const [known, applied] = [await migrationNames(), await appliedMigrations(pool)];
    refuseNewer(applied, known);
    if (applied.length === 0) throw new Error('The database is empty: Holdfast was never started on it. Run: pnpm holdfast migrate');
    const missing = known.filter((name) => !applied.includes(name));
    if (missing.length > 0)
      throw new Error(`The database is older than this Holdfast: it lacks ${missing.join(', ')}, and nothing was changed. Run: pnpm holdfast migrate`);
  } finally {
    await pool.end();
  }
}

async function migrationNames(): Promise<string[]> {
  const files = (await readdir(migrationsDirectory)).filter((file) => file.endsWith('.sql')).sort();
  const odd = files.find((file) => !/^\d{6}-[a-z0-9-]+\.sql$/.test(file));
  if (odd) throw new Error(`server/sql/${odd} is not named NNNNNN-what-it-does.sql.`);
  return files.map((file) => file.slice(0, -'.sql'.length));
}

function refuseNewer(applied: readonly string[], known: readonly string[]): void {
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`The database is newer than this Holdfast: it has ${unknown.join(', ')}, which this version does not know. Update Holdfast.`);
}

function openPool(url: string, name: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1, application_name: name, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {});
  return pool;
}

/** Null-safe on a database that was never migrated. */
async function appliedMigrations(pool: pg.Pool): Promise<string[]> {
  const there = await pool.query<{ found: string | null }>(`select to_regclass('public.${table}') as found`);
  if (there.rows[0]?.found == null) return [];
  return (await pool.query<{ name: string }>(`select name from ${table} order by name`)).rows.map((row) => row.name);
}
