import type { Logger } from 'pino';
import { createSessionGate, type SessionGate } from './access/session-gate.ts';
import { ClaimLooks } from './availability/claim-looks.ts';
import type { CommitGroups } from './commands/commit-groups.ts';
import type { Gateway } from './commands/gateway.ts';
import { createGateway } from './commands/location-gateway.ts';
import type { Database } from './db/database.ts';
import type { FeedWatch } from './feed/feed-watch.ts';
import { createFeedWatch } from './feed/location-feed-watch.ts';
import { CatalogueCache } from './locations/catalogue.ts';
import { createMetrics, type Metrics } from './ops/metrics.ts';
import { FreedTime } from './waitlist/freed-time.ts';

/** One running node. Stateless: everything it holds can be rebuilt from the database. */
export interface Server {
  db: Database;
  gateway: Gateway;
  /** Settings, resources and services of locations, as the gateway has them too. */
  catalogues: CatalogueCache;
  /** What is busy, for who asks outside a command. */
  looks: ClaimLooks;
  feedWatch: FeedWatch;
  gate: SessionGate;
  freedTime: FreedTime;
  /** Where people reach this server: an origin, without a trailing slash. */
  publicUrl: string;
  log: Logger;
  metrics: Metrics;
  /** The server's clock, ms. A parameter so that tests can stand on a DST night. */
  now(): number;
}

/** Puts a node together. `server.feedWatch.close()` and then `db.close()` take it apart. */
export function createServer(
  db: Database,
  { log, publicUrl, now = Date.now, groups }: { log: Logger; publicUrl: string; now?: () => number; groups?: CommitGroups },
): Server {
  const feedWatch = createFeedWatch(db, (fault) => log.warn({ err: fault }, 'the feed could not be looked at'));
  const metrics = createMetrics(db);
  const freedTime = new FreedTime();
  const looks = new ClaimLooks(db);
  const catalogues = new CatalogueCache(db);
  const gateway = createGateway({
    db,
    catalogues,
    looks,
    feedWatch,
    now,
    ...(groups ? { groups } : {}),
    onTransient(fault, command) {
      metrics.countRetry(command.kind);
      log.warn({ err: fault, commandId: command.id }, 'a command was tried again');
    },
    onCommitted: (kind) => freedTime.committed(kind),
  });
  const gate = createSessionGate(db, { secure: publicUrl.startsWith('https:'), now });
  return { db, gateway: metrics.metered(gateway), catalogues, looks, feedWatch, gate, freedTime, publicUrl, log, metrics, now };
}
