import type { Command } from '@holdfast/protocol/commands';
import type { Outcome, Refused } from '@holdfast/protocol/outcomes';
import type { KeyRole, TenantNo } from '../access/scope.ts';
import type { DecidedPlan } from './plan.ts';

/** Who hands a command in. The desk's comes from the session gate; jobs and imports name themselves. */
export interface Submitter {
  tenantNo: TenantNo;
  terminalId: string | null;
  /** The only location it may write to; null: any of the tenant's. */
  locationId: string | null;
  outboxId: string | null;
  /** Of a terminal: whether somebody ever proved their PIN at it. Absent where the actor is not a claim of the sender's. */
  isProven?: (staffId: string) => Promise<boolean>;
  /** Of an API key, which is its own actor on every channel; absent for terminals, jobs and imports. */
  keyRole?: KeyRole;
  /**
   * Told the row (protocol/rows.ts) that the command left, when it was this submission that settled it: who answers with
   * it need not ask the record. Null where it left none, as every refusal; a repeat is told nothing.
   */
  onRow?: (row: unknown) => void;
}

export type Foreseen = { status: 'possible'; outcome: DecidedPlan['outcome'] } | Pick<Refused, 'status' | 'reason' | 'detail' | 'occurrences'>;

/** The one way in. Every channel calls it with the same commands and gets the same refusals. */
export interface Gateway {
  /** Resolves with the id's one final answer. Rejects when the outcome is unknown: send the same id again. */
  submit(submitter: Submitter, command: Command): Promise<Outcome>;
  /**
   * What a command would be decided to be at this moment: for a look at many dates before anybody commits to them.
   * Nothing is kept, held or recorded, and by the time it is submitted the answer may be another.
   */
  foresee(submitter: Submitter, command: Command): Promise<Foreseen>;
}
