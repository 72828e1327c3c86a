import pg from 'pg';
import { connect, serverRole, type Database } from './database.ts';
import { hasEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { checkSchema, migrate } from './migrate.ts';

export interface OpenDatabase {
  db: Database;
  /** The owner's URL: for migrations and for looking without row security (verify, doctor, the command line). */
  ownerUrl: string;
  /** Null with `DATABASE_URL`. */
  embedded: EmbeddedPostgres | null;
  /** Migrations applied just now. */
  applied: string[];
  close(): Promise<void>;
}

const embeddedDatabase = 'holdfast';

/**
 * The database of this installation, running, migrated and connected as the server's role; the command line
 * and the server open it the same way. Rejects with one plain line. Who `changesNothing` gets it as it is, or is told why
 * that will not do: nothing is made or migrated.
 */
export async function openDatabase(
  where: { databaseUrl: string | null; dataDirectory: string },
  tell: (line: string) => void,
  { changesNothing = false } = {},
): Promise<OpenDatabase> {
  if (changesNothing && where.databaseUrl === null && !(await hasEmbeddedPostgres(where.dataDirectory)))
    throw new Error(`There is no database in ${where.dataDirectory} yet. Run: pnpm holdfast migrate`);
  const embedded = where.databaseUrl === null ? await startEmbeddedPostgres(where.dataDirectory, { tell }) : null;
  const ownerUrl = where.databaseUrl ?? embedded?.url(embeddedDatabase) ?? '';
  let db: Database | null = null;
  try {
    if (embedded && !changesNothing) await createOnce(embedded.url('postgres'));
    const applied = await (changesNothing ? checkSchema(ownerUrl).then(() => []) : migrate(ownerUrl)).catch((fault: Error) => {
      throw plainFault(fault, where.databaseUrl);
    });
    db = connect(ownerUrl);
    await checkRole(db);
    const opened = db;
    return {
      db,
      ownerUrl,
      embedded,
      applied,
      async close() {
        await opened.close();
        await embedded?.leave();
      },
    };
  } catch (fault) {
    await db?.close();
    await embedded?.leave();
    throw fault;
  }
}

async function createOnce(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${embeddedDatabase}`);
  } catch (fault) {
    // It is there, or another process is making it right now.
    if (!['42P04', '23505'].includes((fault as { code: string }).code)) throw fault;
  } finally {
    await client.end();
  }
}

/** Row security is a promise only while the role cannot step around it. */
async function checkRole(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ name: string; super: boolean; bypass: boolean }>(
    'select current_user as name, rolsuper as super, rolbypassrls as bypass from pg_roles where rolname = current_user',
  );
  const role = rows[0];
  if (!role || role.name !== serverRole || role.super || role.bypass)
    throw new Error(
      `The server must run as ${serverRole}, neither superuser nor BYPASSRLS; the database says ${role?.name ?? 'nobody'}${role?.super ? ', superuser' : ''}${role?.bypass ? ', BYPASSRLS' : ''}.`,
    );
}

function plainFault(fault: Error, databaseUrl: string | null): Error {
  const code = (fault as { code?: string }).code ?? '';
  const unreachable = /^(E[A-Z]+|28|3D|08)/.test(code) || /^Connection terminated|^timeout/.test(fault.message);
  if (databaseUrl === null || !unreachable) return fault;
  const where = URL.parse(databaseUrl);
  return new Error(`DATABASE_URL cannot be used: ${fault.message || code} (${where?.host}${where?.pathname}).`, { cause: fault });
}
