import pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import { lockPatienceMs, PipelinedConnections } from './pipelined-connections.ts';

// Versions and compact keys are bigints that stay far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The role the server runs as: no superuser, no BYPASSRLS, owner of nothing (sql/000004). */
export const serverRole = 'holdfast_server';

/** Beside the pool, on one of so many connections; who waits for a lock there is given up early, with 55P03 (`PipelinedConnections`). */
export interface Behind {
  behindOthersOn: number;
}

export interface Database {
  /** For statements that are not expected to fail: `pool.query` throws the connection away with the fault. */
  readonly pool: pg.Pool;
  /**
   * One statement whose failure is an answer (`gateway.*` raises): the connection, with its prepared
   * statements, lives on. Thrown away, every refusal paid for a new one (13 ms instead of 4, measured). On a
   * connection of its own, unless it may lie behind others.
   */
  query<R extends pg.QueryResultRow>(statement: pg.QueryConfig, where?: Behind): Promise<pg.QueryResult<R>>;
  /**
   * Reads under row security. The tenant is set for one transaction, so nothing of it survives on the
   * pooled connection.
   */
  readAs<T>(tenantNo: TenantNo, read: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /**
   * The same for one statement, sent before `read` waits for anything: the transaction around it goes out in the same
   * packet, and nobody waits for its end. A second statement rejects.
   */
  readOnce<T>(tenantNo: TenantNo, read: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /**
   * A transaction that holds a location's lock from its start, for the decision that needs several
   * statements. Work that catches a failed statement must end there: COMMIT of a failed transaction rolls back.
   */
  lockLocation<T>(
    tenantNo: TenantNo,
    locationId: string,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T>;
  close(): Promise<void>;
}

/**
 * `url` may name any login that may `SET ROLE holdfast_server`. Pool of 8: 4 to 16 are best beside
 * PostgreSQL on the same two cores, more lose (shared research, performance §2).
 */
export function connect(url: string, poolSize = 8): Database {
  const settings = (lockTimeout: string): pg.ClientConfig => ({
    connectionString: url,
    application_name: 'holdfast',
    connectionTimeoutMillis: 5_000,
    options: [
      `-c role=${serverRole}`,
      '-c timezone=UTC',
      `-c lock_timeout=${lockTimeout}`,
      '-c statement_timeout=5s',
      '-c idle_in_transaction_session_timeout=10s',
      '-c jit=off',
      // Everything is found by its key, so one plan serves all values. A look at what is busy was planned anew each time,
      // which costs more than the look (a hold's p50 at a flash sale 0.7 times as long, with sql/000029) …
      '-c plan_cache_mode=force_generic_plan',
      // … and what was planned while a table was small reads all of it when it has grown, until the next statistics
      // (0.76 times as long).
      '-c enable_seqscan=off',
    ].join(' '),
  });
  // `pipeline`: what is sent to one connection without waiting in between arrives in one packet (`inTransaction`).
  const pool = new pg.Pool({ ...settings('2s'), max: poolSize, pipeline: true });
  const pipelined = new PipelinedConnections(settings(`${lockPatienceMs}ms`));
  // A connection lost while idle (a database restart) is replaced on next use; unhandled it ends the process.
  pool.on('error', () => {});
  // Lost while it is lent out, the pool does not listen; the statement under way rejects with the same fault.
  pool.on('connect', (client) => client.on('error', () => {}));

  // tenantNo is a number minted by the gate, so it can stand in the text. `set` is neither planned nor has it an answer to
  // read, as `select set_config` has.
  const asTenant = (begin: string, tenantNo: TenantNo): string =>
    `${begin}; set local holdfast.tenant_no = '${Number(tenantNo)}'`;

  /** `isReadOnly`: nobody waits for its end, which can lose nothing; who is lent the connection next comes after it. */
  async function inTransaction<T>(
    tenantNo: TenantNo,
    { begin, isReadOnly }: { begin: string; isReadOnly: boolean },
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      // The first statement of the work is on its way before this one is answered: a wait less, under the lock too.
      const { begun, done } = inOnePacket(client, () => {
        const begun = unheard(client.query(asTenant(begin, tenantNo)));
        return { begun, done: unheard(Promise.try(() => work(behind(begun, client)))) };
      });
      const result = await done;
      await begun;
      const ended = client.query('commit');
      if (isReadOnly) void unheard(ended);
      else await ended;
      return result;
    } catch (fault) {
      await client.query('rollback').catch((lost: Error) => (broken = lost));
      throw fault;
    } finally {
      client.release(broken);
    }
  }

  async function readOnce<T>(tenantNo: TenantNo, read: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    const { begun, done, ended } = inOnePacket(client, () => {
      const begun = unheard(client.query(asTenant(beginRead, tenantNo)));
      const one = forOne(behind(begun, client));
      const done = unheard(Promise.try(() => read(one.client)));
      one.close();
      return { begun, done, ended: unheard(client.query('commit')) };
    });
    try {
      const result = await done;
      await begun;
      return result;
    } catch (fault) {
      // Of a transaction that failed this is its rollback.
      await ended.catch((lost: Error) => (broken = lost));
      throw fault;
    } finally {
      client.release(broken);
    }
  }

  return {
    pool,
    async query<R extends pg.QueryResultRow>(statement: pg.QueryConfig, where?: Behind) {
      if (where) return pipelined.query<R>(statement, where.behindOthersOn);
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await client.query<R>(statement);
      } catch (fault) {
        if (!(fault instanceof pg.DatabaseError) || fault.severity === 'FATAL') broken = fault as Error;
        throw fault;
      } finally {
        client.release(broken);
      }
    },
    readAs: (tenantNo, read) =>
      inTransaction(tenantNo, { begin: beginRead, isReadOnly: true }, read),
    readOnce,
    lockLocation: (tenantNo, locationId, work) => {
      const lock = `select gateway.lock_location(${Number(tenantNo)}, ${pg.escapeLiteral(locationId)})`;
      // READ COMMITTED: the statements after the lock see what its former holder committed.
      return inTransaction(tenantNo, { begin: `begin transaction isolation level read committed; ${lock}`, isReadOnly: false }, work);
    },
    async close() {
      await Promise.all([pool.end(), pipelined.close()]);
    },
  };
}

const beginRead = 'begin transaction isolation level repeatable read read only';

/**
 * The connection, none of whose statements is answered before `begun` is, and with its fault where that failed. Work
 * ends there at its first statement: of a begin that was cancelled there is no transaction, and what came next would
 * see no tenant's rows, decide by that and be kept.
 */
function behind(begun: Promise<unknown>, client: pg.PoolClient): pg.PoolClient {
  const query = (...statement: [pg.QueryConfig]): Promise<pg.QueryResult> => {
    const answer = unheard(client.query(...statement));
    return begun.then(() => answer);
  };
  return Object.assign(Object.create(client) as pg.PoolClient, { query });
}

/** The connection for one statement and until it is closed: a later one would come after the transaction, and see no tenant's rows. */
function forOne(client: pg.PoolClient): { client: pg.PoolClient; close: () => void } {
  let isOver = false;
  const query = (...statement: [pg.QueryConfig]): Promise<pg.QueryResult> => {
    if (isOver) return Promise.reject(new Error('Here is one statement, sent at once: use readAs for more'));
    isOver = true;
    return client.query(...statement);
  };
  return { client: Object.assign(Object.create(client) as pg.PoolClient, { query }), close: () => (isOver = true) };
}

/**
 * What `send` sends before it waits for anything leaves in one write: each costs a turn of the kernel and wakes
 * PostgreSQL (a third of what a look cost this process, measured). The connection is what pg hands to whatever can be
 * submitted to it; its types do not say that a client has one.
 */
function inOnePacket<T>(client: pg.PoolClient, send: () => T): T {
  const { stream } = (client as unknown as { connection: pg.Connection }).connection;
  stream.cork();
  try {
    return send();
  } finally {
    stream.uncork();
  }
}

/** Somebody listens for its fault later, or nobody has to. */
function unheard<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => {});
  return answer;
}
