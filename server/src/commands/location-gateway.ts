import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '@holdfast/protocol/commands';
import type pg from 'pg';
import type { Outcome, Refused } from '@holdfast/protocol/outcomes';
import { isOverUndo } from '@holdfast/protocol/values';
import type { TenantNo } from '../access/scope.ts';
import { ClaimLooks } from '../availability/claim-looks.ts';
import type { Database } from '../db/database.ts';
import type { FeedWatch } from '../feed/feed-watch.ts';
import { readHeldByRefusal } from '../holds/hold-sql.ts';
import { CatalogueCache } from '../locations/catalogue.ts';
import { applyPlan, isTransient, type Applied, type Interruption, type Queryable } from './apply-plan.ts';
import { about, commandRecord } from './command-record.ts';
import { ComingClaims } from './coming-claims.ts';
import { CommitGroups } from './commit-groups.ts';
import type { Foreseen, Gateway, Submitter } from './gateway.ts';
import type { DecisionContext } from './handler.ts';
import { LocationQueues } from './location-queue.ts';
import { planRefusal, type OwnAlternative } from './plan-refusal.ts';
import { refuse, type Applicable, type CommandRecord, type Plan, type Refusal } from './plan.ts';
import { recordHomelessRefusal } from './record-homeless-refusal.ts';
import { decide } from './registry.ts';
import { readStoredOutcome } from './stored-outcome.ts';
import { forbidden, roleOf } from './who-may.ts';

/** Rolled-back attempts are retried with the same id this often, a few milliseconds apart. */
const transientRetriesMax = 3;
/** A decision whose ground moved is made again; each round somebody else made progress. */
const decisionRoundsMax = 12;
/**
 * After so many it is made under the lock, where nothing can be taken meanwhile. Of a crowd that lets the house choose
 * each round has one winner, and who is one of many at once would lose more rounds than there are.
 */
const looseRoundsMax = 1;
/** Of the few places that are left one of those who wait gets one each time; the others would rather queue for the lock. */
const waitsMax = 2;

/** Nothing was written. `replay`: the id is known; `again`: decide once more; `moved`: by changed settings; `wait`: when others have; `own`: with what its earlier refusal holds making way. */
type Unsettled = 'replay' | 'again' | 'moved' | 'wait' | OwnAlternative;

export interface GatewayOptions {
  db: Database;
  feedWatch: FeedWatch;
  now: () => number;
  /** Serialization failures and deadlocks: retried, never stored, and counted by operations. */
  onTransient: (fault: Error, command: Command) => void;
  /** After a commit of this node, for what follows from it elsewhere. */
  onCommitted?: (kind: Command['kind']) => void;
  /** Commits what waits anyway together, unless told otherwise. */
  groups?: CommitGroups;
  /** What decisions rest on; shared with who looks at it outside a command. */
  catalogues?: CatalogueCache;
  /** Looks at the calendar that wait anyway are answered together, also with those of others who look. */
  looks?: ClaimLooks;
}

export function createGateway(options: GatewayOptions): Gateway {
  const catalogues = options.catalogues ?? new CatalogueCache(options.db);
  const queues = new LocationQueues();
  const coming = new ComingClaims();
  const groups = options.groups ?? new CommitGroups(options.db);
  const looks = options.looks ?? new ClaimLooks(options.db);

  async function submit(submitter: Submitter, command: Command): Promise<Outcome> {
    for (let retry = 0; ; retry++) {
      try {
        const outcome = await queues.run(keyOf(submitter.tenantNo, command), (inVain) =>
          settle(submitter, command, inVain),
        );
        if (outcome.version > 0)
          options.feedWatch.moved(submitter.tenantNo, command.locationId, outcome.version);
        if (outcome.status === 'committed') options.onCommitted?.(command.kind);
        return outcome;
      } catch (fault) {
        if (!isTransient(fault) || retry === transientRetriesMax) throw fault;
        options.onTransient(fault, command);
        await pause(5 + Math.random() * 25 * (retry + 1));
      }
    }
  }

  async function settle(submitter: Submitter, command: Command, inVain: () => void): Promise<Outcome> {
    const { db } = options;
    const { tenantNo } = submitter;
    const record = commandRecord(submitter, command);
    let asked = command;
    let lost = 0;
    let waits = 0;
    for (let round = 0; round < decisionRoundsMax; round++) {
      const mine = submitter.locationId === null || submitter.locationId === command.locationId;
      const catalogue = mine ? await catalogues.get(tenantNo, command.locationId) : null;
      const context: DecisionContext | null = catalogue && {
        tenantNo,
        catalogue,
        now: options.now(),
        role: roleOf(submitter, catalogue, command),
        locked: false,
        read: (work) => db.readOnce(tenantNo, work),
        claims: looks.of(tenantNo),
        beside: (look) => coming.beside(keyOf(tenantNo, command), look),
      };
      if (context && asked.supersedes !== undefined) context.ownHoldIds = await readHeldByRefusal(context, asked.supersedes);
      const answer = context
        ? await settleOnce(context, submitter, asked, record, lost >= looseRoundsMax || waits >= waitsMax)
        : await recordHomelessRefusal(db, tenantNo, record);
      if (answer === 'replay') return replay(submitter, command, record);
      if (answer === 'wait') {
        waits++;
        await coming.settled(keyOf(tenantNo, command));
        continue;
      }
      if (typeof answer === 'object' && 'supersedes' in answer) {
        asked = { ...command, supersedes: answer.supersedes };
        continue;
      }
      if (answer !== 'again' && answer !== 'moved') return withoutRow(submitter, answer);
      lost++;
      inVain();
      if (answer === 'moved') catalogues.forget(tenantNo, command.locationId);
    }
    throw new Error(`Command ${command.id} found no firm ground in ${decisionRoundsMax} rounds`);
  }

  async function foresee(submitter: Submitter, command: Command): Promise<Foreseen> {
    const { tenantNo } = submitter;
    const catalogue = await catalogues.get(tenantNo, command.locationId);
    if (!catalogue) return { status: 'refused', reason: 'not_found', detail: 'There is no such location.' };
    const decision = await decide({
      tenantNo,
      catalogue,
      now: options.now(),
      role: roleOf(submitter, catalogue, command),
      // Not really: but nothing rests on the answer.
      locked: true,
      read: (work) => options.db.readOnce(tenantNo, work),
      claims: looks.of(tenantNo),
    }, command);
    switch (decision.kind) {
      case 'apply':
        return { status: 'possible', outcome: decision.plan.outcome };
      case 'refuse': {
        const { reason, detail, occurrences } = decision;
        return { status: 'refused', reason, detail, ...(occurrences ? { occurrences } : {}) };
      }
      case 'lock':
      case 'wait':
        throw new Error(`${command.kind} asked to ${decision.kind} under the lock`);
    }
  }

  async function settleOnce(
    context: DecisionContext,
    submitter: Submitter,
    command: Command,
    record: CommandRecord,
    isFirm: boolean,
  ): Promise<Applied | Refused | Unsettled> {
    const decision =
      (await forbidden(submitter, context.catalogue, command)) ?? (isFirm ? { kind: 'lock' as const } : await decide(context, command));
    if (decision.kind === 'wait') return 'wait';
    const answer =
      decision.kind === 'lock'
        ? await settleLocked(context, submitter, command, record, isFirm)
        : decision.kind === 'refuse'
          ? decision
          : answerOf(command, decision, await apply(context, command, plan(submitter, context, command, record, decision)));
    if (typeof answer === 'string' || 'status' in answer || answer.kind === 'own') return answer;
    return store(context, command, about(record, answer), answer);
  }

  function apply({ tenantNo }: DecisionContext, command: Command, decided: Plan): Promise<Applied | Interruption> {
    return coming.during(keyOf(tenantNo, command), decided.claims, () => groups.apply(tenantNo, decided));
  }

  /** Stores a refusal, planned beside others if that can be, else under the lock. */
  async function store(context: DecisionContext, command: Command, record: CommandRecord, decided: Refusal): Promise<Refused | Unsettled> {
    const { tenantNo } = context;
    const refusal = await blameDependency(options.db.pool, context, command, decided);
    const planned = await planRefusal(context, command, record, refusal);
    if (planned === 'free') return 'again';
    if (planned !== 'lock' && 'supersedes' in planned) return planned;
    if (planned !== 'lock') {
      const offered = planned.candidates.flatMap(({ claims }) => claims);
      const stored = await coming.during(keyOf(tenantNo, command), offered, () => groups.apply(tenantNo, planned));
      if (stored !== 'taken') return refused(stored);
    }
    return groups.locked({ ...at(context, command), run: (client) => storeLocked(underLock(context, client), client, command, record, refusal) });
  }

  async function storeLocked(
    locked: DecisionContext,
    client: pg.PoolClient,
    command: Command,
    record: CommandRecord,
    refusal: Refusal,
  ): Promise<Refused | Unsettled> {
    const planned = await planRefusal(locked, command, record, refusal);
    if (planned === 'free') return 'again';
    if (planned === 'lock') throw new Error('A refusal asked for the lock under the lock');
    if ('supersedes' in planned) return planned;
    return refused(await applyPlan(client, locked.tenantNo, planned));
  }

  /**
   * Decided and applied, or refused, in one transaction under the location's lock: what the decision looked at cannot
   * move. A refusal that is answered was the database's own, which ended the transaction: it is still to be stored.
   */
  function settleLocked(
    context: DecisionContext,
    submitter: Submitter,
    command: Command,
    record: CommandRecord,
    isFirm: boolean,
  ): Promise<Applied | Refused | Refusal | Unsettled> {
    return groups.locked({
      ...at(context, command),
      run: async (client) => {
        const locked = underLock(context, client);
        const decision = await decide(locked, command);
        if (decision.kind === 'lock' || decision.kind === 'wait') throw new Error(`${command.kind} asked to ${decision.kind} under the lock`);
        if (decision.kind === 'refuse')
          return storeLocked(locked, client, command, about(record, decision), await blameDependency(client, context, command, decision));
        const applied = await applyPlan(client, context.tenantNo, plan(submitter, context, command, record, decision));
        return applied === 'taken' && decision.looksAgain && !isFirm ? 'again' : answerOf(command, decision, applied);
      },
    });
  }

  /** What the database said of a decision, as the gateway goes on with it. */
  function answerOf(
    command: Command,
    decision: Applicable,
    applied: Applied | Interruption,
  ): Applied | Refusal | Unsettled {
    // What it turned out to be about stands in the record of a refusal too.
    const no = (...why: Parameters<typeof refuse>): Refusal => ({ ...refuse(...why), ...(decision.subjectId === undefined ? {} : { subjectId: decision.subjectId }) });
    switch (applied) {
      case 'taken':
        if (decision.picked) return 'again';
        return no('slot_taken', 'Somebody was faster.', decision.wanted);
      case 'exists':
        return no('already_exists', 'This id is already in use at this business.');
      case 'reference_used':
        // A minted reference is minted anew; one that was brought along is somebody's already.
        return command.kind === 'create_booking' && command.args.reference !== undefined
          ? no('already_exists', 'Another booking has this reference.')
          : 'again';
      case 'squeezed_out':
        return no('squeeze_limit', 'This resource takes no more squeeze-ins on that day.', decision.wanted);
      case 'dependency':
        return no('dependency_refused', 'The command it depends on was not committed.');
      // Committed, or known, or to be decided again.
      default:
        return applied;
    }
  }

  /** "There is no such booking" is the wrong answer when the booking's own creation was refused. */
  async function blameDependency(
    on: Queryable,
    { tenantNo }: DecisionContext,
    command: Command,
    refusal: Refusal,
  ): Promise<Refusal> {
    if (!command.dependsOn) return refusal;
    const dependency = await readStoredOutcome(on, tenantNo, command.dependsOn);
    if (dependency?.outcome.status === 'committed') return refusal;
    return refuse('dependency_refused', 'The command it depends on was not committed.');
  }

  async function replay(submitter: Submitter, command: Command, record: CommandRecord): Promise<Outcome> {
    const stored = await readStoredOutcome(options.db.pool, submitter.tenantNo, command.id);
    if (!stored) throw new Error(`Command ${command.id} is known but has no outcome`);
    if (stored.fingerprint === record.fingerprint) return stored.outcome;
    return {
      status: 'refused',
      version: 0,
      reason: 'command_id_reused',
      detail: 'This command id was used for another command. Mint a new id.',
      conflicts: [],
      alternatives: [],
    };
  }

  return { submit, foresee };
}

const keyOf = (tenantNo: TenantNo, { locationId }: Command): string => `${tenantNo}/${locationId}`;

/** In its transaction nobody decides beside it, and nothing is read but by its connection. */
function underLock(context: DecisionContext, client: pg.PoolClient): DecisionContext {
  const { beside: _nobody, claims: _ofOthers, ...alone } = context;
  return { ...alone, locked: true, read: (work) => work(client) };
}

function refused(answer: Refused | Interruption): Refused | Unsettled {
  if (typeof answer === 'string' && answer !== 'replay' && answer !== 'moved') throw new Error(`A refusal cannot be ${answer}`);
  return answer;
}

/** Only now that it is committed: of a transaction that failed in its last step, the row would be nobody's. */
function withoutRow({ onRow }: Submitter, answer: Applied | Refused): Outcome {
  if (answer.status === 'refused') {
    onRow?.(null);
    return answer;
  }
  const { row, ...outcome } = answer;
  onRow?.(row);
  return outcome;
}

const at = ({ tenantNo }: DecisionContext, { locationId }: Command) => ({ tenantNo, locationId });

/** The decision with what the gateway fills in for every command. */
function plan({ onRow }: Submitter, { catalogue }: DecisionContext, command: Command, record: CommandRecord, decision: Applicable): Plan {
  return {
    ...decision.plan,
    ...(isOverUndo(command.channel) ? { overUndo: true } : {}),
    ...(onRow ? { tellsRow: true } : {}),
    locationId: command.locationId,
    catalogueVersion: catalogue.version,
    command: about(record, decision),
  };
}
