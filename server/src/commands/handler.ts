import type { CommandKind, CommandOf } from '@holdfast/protocol/commands';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { Decision } from './plan.ts';

/** What a handler may look at. It reads and decides; it never writes. */
export interface DecisionContext {
  db: Database;
  tenantNo: TenantNo;
  catalogue: Catalogue;
  /** The server's clock, ms. */
  now: number;
}

export type Handler<K extends CommandKind> = (
  context: DecisionContext,
  command: CommandOf<K>,
) => Decision | Promise<Decision>;
