import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/**
 * The database of a running server, as its owner. End it before the server stops: the server leaves the
 * database running while somebody else uses it.
 */
export async function connectAsOwner(dataFolder: string): Promise<pg.Client> {
  const note = join(dataFolder, 'postgres-location');
  const cluster = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(dataFolder, 'postgres');
  const port = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[3]);
  const password = readFileSync(join(dataFolder, 'postgres-password'), 'utf8').trim();
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'holdfast' });
  await client.connect();
  return client;
}
