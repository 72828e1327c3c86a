import { pino } from 'pino';
import { buildApp } from '@holdfast/server/app';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect } from '@holdfast/server/db/database';
import type { TestDatabase } from '@holdfast/server/db/test-database';
import { createServer } from '@holdfast/server/server';
import { openTestTerminal } from '@holdfast/server/terminals/test-terminal';
import { HttpTerminal } from './http-terminal.ts';

/** A server that listens, and the terminals of one house enrolled at it. */
export interface HttpHouse {
  world: TestWorld;
  terminals: HttpTerminal[];
  /** For which the server told somebody to send a command again. */
  faults: unknown[];
  /** May be called twice. Ends the server's sessions, which then have told PostgreSQL what they counted. */
  close(): Promise<void>;
}

export async function openHttpHouse(database: TestDatabase, counters: number): Promise<HttpHouse> {
  await using undo = new AsyncDisposableStack();
  const db = connect(database.url);
  undo.defer(() => db.close());
  const world = await createTestWorld(db, database.admin);
  undo.defer(() => world.feedWatch.close());
  const faults: unknown[] = [];
  const server = createServer(db, {
    log: pino({ level: 'error', hooks: { logMethod: ([about]) => void faults.push((about as { err?: unknown }).err ?? about) } }),
    publicUrl: 'http://127.0.0.1',
    now: () => world.clock.now,
  });
  undo.defer(() => server.feedWatch.close());
  const app = await buildApp(server, { deskDirectory: null });
  undo.defer(() => app.close());
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const terminals: HttpTerminal[] = [];
  undo.defer(() => terminals.forEach((terminal) => terminal.close()));
  while (terminals.length < counters) {
    terminals.push(new HttpTerminal(origin, await openTestTerminal(db, world, [world.staffId])));
  }
  const cleanup = undo.move();
  return { world, terminals, faults, close: () => cleanup.disposeAsync() };
}
