import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { connect, type Database } from './database.ts';
import { templateDatabase } from './test-cluster.ts';

export interface TestDatabase {
  /** Superuser URL, e.g. for a second node in the test or for `startServer`. */
  url: string;
  /** As the server sees it: role `holdfast_server` under row security. */
  db: Database;
  /** As a superuser: to arrange what only the world outside can do, and to look without row security. */
  admin: pg.Pool;
}

/**
 * A migrated database of its own, cloned from the template in some 30 ms. Call at the top of a test file
 * or in `beforeAll`; it is dropped after the file. A connection that some code never released fails the file.
 */
export async function createTestDatabase(poolSize = 8): Promise<TestDatabase> {
  const cluster = inject('testCluster');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(cluster, `create database ${name} template ${templateDatabase}`);
  const url = `${cluster}${name}`;
  const db = connect(url, poolSize);
  const admin = new pg.Pool({ connectionString: url, max: 4, application_name: 'test admin' });
  admin.on('error', () => {});
  afterAll(async () => {
    const kept = [db.pool, admin].map((pool) => pool.totalCount - pool.idleCount);
    if (kept.some((count) => count > 0)) {
      await once(cluster, `drop database ${name} with (force)`);
      throw new Error(`Connections never released: ${kept[0]} of the server's pool, ${kept[1]} of the admin pool.`);
    }
    await Promise.all([db.close(), admin.end()]);
    await once(cluster, `drop database ${name} with (force)`);
  });
  return { url, db, admin };
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
