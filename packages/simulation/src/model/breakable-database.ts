import type pg from 'pg';
import type { Behind, Database } from '@holdfast/server/db/database';

/**
 * `before_commit`: the connection is cut when all is done but the commit, which undoes it. `after_commit`: all is done
 * for good, and the process that asked for it never hears so.
 */
export type Break = 'before_commit' | 'after_commit';

/** The database as a server process sees it whose connection breaks when it is told to. */
export class BreakableDatabase implements Database {
  readonly pool: pg.Pool;
  /** How often it broke. */
  readonly counts: Record<Break, number> = { before_commit: 0, after_commit: 0 };
  readonly #inner: Database;
  readonly #admin: pg.Pool;
  #next: Break | null = null;

  /** `admin` may end other connections. */
  constructor(inner: Database, admin: pg.Pool) {
    this.#inner = inner;
    this.#admin = admin;
    this.pool = inner.pool;
  }

  /** The next transaction that writes breaks; null: none does after all. */
  breakNext(how: Break | null): void {
    this.#next = how;
  }

  async query<R extends pg.QueryResultRow>(statement: pg.QueryConfig, where?: Behind): Promise<pg.QueryResult<R>> {
    const how = this.#take();
    if (how === null) return this.#inner.query<R>(statement, where);
    if (how === 'after_commit') {
      await this.#inner.query<R>(statement, where);
      throw unheard();
    }
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      const cut = await this.#cutter(client);
      const result = await client.query<R>(statement);
      await cut();
      await client.query('commit');
      return result;
    } finally {
      client.release(true);
    }
  }

  readAs: Database['readAs'] = (tenantNo, read) => this.#inner.readAs(tenantNo, read);
  readOnce: Database['readOnce'] = (tenantNo, read) => this.#inner.readOnce(tenantNo, read);

  lockLocation: Database['lockLocation'] = async (tenantNo, locationId, work) => {
    const how = this.#take();
    const result = await this.#inner.lockLocation(tenantNo, locationId, async (client) => {
      // Asked before: work that was interrupted leaves a transaction that answers nothing more.
      const cut = how === 'before_commit' ? await this.#cutter(client) : null;
      const done = await work(client);
      await cut?.();
      return done;
    });
    if (how === 'after_commit') throw unheard();
    return result;
  };

  close(): Promise<void> {
    return this.#inner.close();
  }

  #take(): Break | null {
    const how = this.#next;
    this.#next = null;
    if (how !== null) this.counts[how]++;
    return how;
  }

  async #cutter(client: pg.PoolClient): Promise<() => Promise<void>> {
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    return async () => {
      // Signalled before it is told to commit, it ends before it reads that.
      await this.#admin.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
    };
  }
}

/** As the driver says it. */
const unheard = (): Error => new Error('Connection terminated unexpectedly');
