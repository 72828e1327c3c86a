import { randomUUID } from 'node:crypto';
import { toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Committed } from '@holdfast/protocol/outcomes';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { KeyScope, TenantNo } from '../../access/scope.ts';
import type { Submitter } from '../../commands/gateway.ts';
import { readRecordedAnswer } from '../../commands/recorded-answer.ts';
import { stableUuid } from '../../commands/stable-uuid.ts';
import type { Database } from '../../db/database.ts';
import type { Catalogue } from '../../locations/catalogue.ts';
import type { Answer, Call, Rest } from './operation.ts';
import { outcomeUnknown, refusalProblem } from './problem.ts';

/** The same key sent with the same Idempotency-Key is the same command, on every node and for good. */
export function commandIdOf(call: Pick<Call<unknown, unknown, unknown>, 'key' | 'idempotencyKey'>): string {
  return call.idempotencyKey === null ? randomUUID() : stableUuid('rest', 'command', call.key.keyId, call.idempotencyKey);
}

/** What a command brings into being has an id that follows from the command's: a repeat names the same. */
export function idFor(commandId: string, what: 'booking' | 'hold' | 'customer' | 'escalation' | 'entry'): string {
  return stableUuid('rest', what, commandId);
}

/** A committed command. */
export interface Sent {
  outcome: Committed;
  /**
   * The row as this command left it, from the record. Answers are made of this and of nothing that can change
   * later, so that a repeat is answered word for word.
   */
  row: unknown;
  /** It was executed by an earlier sending. */
  replayed: boolean;
}

export interface Sending<K extends CommandKind> {
  commandId: string;
  kind: K;
  args: CommandArgs<K>;
  dependsOn?: string | undefined;
  supersedes?: string | undefined;
}

/** Hands a command to the gateway like every other channel does. Throws the refusal as a problem. */
export async function sendCommand<K extends CommandKind>(
  { server }: Rest,
  key: KeyScope,
  { location }: Pick<Catalogue, 'location'>,
  { commandId, kind, args, dependsOn, supersedes }: Sending<K>,
): Promise<Sent> {
  const command = {
    id: commandId,
    seq: 1,
    schema: commandSchemaVersion,
    locationId: location.id,
    actorId: key.keyId,
    channel: key.channel,
    sawVersion: 0,
    tappedAt: toWire(server.now()),
    ...(dependsOn === undefined ? {} : { dependsOn }),
    ...(supersedes === undefined ? {} : { supersedes }),
    kind,
    args,
  } as Command;
  // One request is one outbox: by it the record tells the sending that was executed from its repeats.
  const outboxId = randomUUID();
  let executed: Pick<Sent, 'row' | 'replayed'> | null = null;
  const submitter: Submitter = {
    tenantNo: key.tenantNo,
    terminalId: null,
    outboxId,
    locationId: location.id,
    keyRole: key.role,
    onRow: (row) => (executed = { row, replayed: false }),
  };
  let sent;
  try {
    const outcome = await server.gateway.submit(submitter, command);
    sent = { outcome, ...(executed ?? (await recordedOf(server.db, key.tenantNo, commandId, outboxId))) };
  } catch (fault) {
    server.log.error({ err: fault, commandId }, 'a command ended without an outcome');
    throw outcomeUnknown();
  }
  const { outcome } = sent;
  if (outcome.status === 'committed') return { ...sent, outcome };
  const problem = refusalProblem(outcome, { commandId, timeZone: location.timeZone, asksForTime: asksForTime(command) });
  // A reused id was never executed, so nothing of it is repeated.
  if (outcome.reason !== 'command_id_reused') Object.assign(problem.headers, replayedHeader(sent.replayed));
  throw problem;
}

/** Of a command that an earlier sending brought, or one beside this. */
async function recordedOf(db: Database, tenantNo: TenantNo, commandId: string, outboxId: string): Promise<Pick<Sent, 'row' | 'replayed'>> {
  const recorded = await readRecordedAnswer(db, tenantNo, commandId);
  return { row: recorded?.row ?? null, replayed: recorded !== null && recorded.outboxId !== outboxId };
}

/** Whether it wants a time on the calendar: every such kind says which, or names the hold that has it. */
function asksForTime({ kind, args }: Command): boolean {
  return 'start' in args || kind === 'confirm_hold';
}

export function replayedHeader(replayed: boolean): Record<string, string> {
  return replayed ? { 'idempotency-replayed': 'true' } : {};
}

/** An answer to a committed command. */
export function sentAnswer(status: 200 | 201, body: object, sent: Pick<Sent, 'replayed'>, headers: Record<string, string> = {}): Answer {
  return { status, body, headers: { ...headers, ...replayedHeader(sent.replayed) } };
}
