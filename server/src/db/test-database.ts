import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect, type Database } from './database.ts';
import { templateDatabase } from './test-cluster.ts';

export interface TestDatabase {
  /** Superuser URL, e.g. for a second node in the test or for `startServer`. */
  url: string;
  /** As the server sees it: role `holdfast_server` under row security. */
  db: Database;
  /** As the owner: to arrange what only the world outside can do, and to look without row security. */
  owner: pg.Pool;
  /** Drops the database. Rejects when some code never released a connection: call it in `afterAll`. */
  close(): Promise<void>;
}

/** A migrated database of its own for a test file, cloned from the template in some 30 ms. */
export async function createTestDatabase(poolSize = 8): Promise<TestDatabase> {
  const cluster = inject('testCluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(cluster, `create database ${name} template ${templateDatabase}`);
  const url = `${cluster}${name}`;
  const db = connect(url, poolSize);
  const owner = new pg.Pool({ connectionString: url, max: 4, application_name: 'test owner' });
  owner.on('error', () => {});
  return {
    url,
    db,
    owner,
    async close() {
      const kept = [db.pool, owner].map((pool) => pool.totalCount - pool.idleCount);
      // Ending a pool waits for connections that are out, for ever if they never come back.
      if (kept.every((count) => count === 0)) await Promise.all([db.close(), owner.end()]);
      await once(cluster, `drop database ${name} with (force)`);
      if (kept.some((count) => count > 0))
        throw new Error(`Connections never released: ${kept[0]} of the server's pool, ${kept[1]} of the owner's.`);
    },
  };
}

async function once(cluster: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${cluster}postgres` });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
