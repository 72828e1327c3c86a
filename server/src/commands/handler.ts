import type { CommandKind, CommandOf } from '@holdfast/protocol/commands';
import type { Role } from '@holdfast/protocol/values';
import type pg from 'pg';
import type { ClaimSource } from '../availability/claim-source.ts';
import type { TenantNo } from '../access/scope.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { ComingClaim } from './coming-claims.ts';
import type { Decision } from './plan.ts';

/**
 * What a handler may look at. It reads and decides; it never writes. There is no database here but by `read`: under
 * the lock a second connection could be one that the pool no longer has.
 */
export interface DecisionContext {
  tenantNo: TenantNo;
  catalogue: Catalogue;
  /** The asker's, for policies by role: of the staff list, or of an API key (an agent's is staff's); null: nobody's. */
  role: Role | null;
  /** The server's clock, ms. */
  now: number;
  /** Whether the location's lock is held: then nothing that is read can move before the decision is applied. */
  locked: boolean;
  /** What the refusal that this command supersedes holds instead, by id: it ends with it, so it makes way now. */
  ownHoldIds?: readonly string[];
  /** Reads under row security, by one statement that is sent at once; under the lock in its transaction. */
  read<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** Where its rules look for claims, if not by `read`: see `claimsOf`. */
  claims?: ClaimSource;
  /**
   * A look, and what others who decided beside it were about to take here meanwhile; not under the lock, where nobody
   * does.
   */
  beside?<T>(look: () => Promise<T>): Promise<{ seen: T; coming: readonly ComingClaim[] }>;
}

export type Handler<K extends CommandKind> = (
  context: DecisionContext,
  command: CommandOf<K>,
) => Decision | Promise<Decision>;
