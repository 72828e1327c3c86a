import type { Logger } from 'pino';
import type { Database } from './db/database.ts';
import type { Gateway } from './commands/gateway.ts';
import type { FeedWatch } from './feed/feed-watch.ts';

/** One running node. Stateless: everything it holds can be rebuilt from the database. */
export interface Server {
  db: Database;
  gateway: Gateway;
  feedWatch: FeedWatch;
  log: Logger;
  /** The server's clock, ms. A parameter so that tests can stand on a DST night. */
  now(): number;
}
