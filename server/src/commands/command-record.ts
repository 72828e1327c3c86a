import { fromWire, toWire } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import { isBehindUndone } from '../undo/behind-undone.ts';
import { fingerprint } from './fingerprint.ts';
import type { Submitter } from './gateway.ts';
import type { Applicable, CommandRecord, Refusal } from './plan.ts';
import { reasonOf, subjectOf } from './registry.ts';

/** What is stored of a command, whatever becomes of it. */
export function commandRecord(submitter: Submitter, command: Command): CommandRecord {
  const reason = reasonOf(command);
  return {
    id: command.id,
    fingerprint: fingerprint(command),
    kind: command.kind,
    subjectId: subjectOf(command),
    actorId: command.actorId,
    terminalId: submitter.terminalId,
    outboxId: submitter.outboxId,
    seq: command.seq,
    channel: command.channel,
    sawVersion: command.sawVersion,
    // PostgreSQL reads neither offsets beyond 16 hours nor endless fractions; both are RFC 3339.
    tappedAt: toWire(fromWire(command.tappedAt)),
    ...(reason === undefined ? {} : { reason }),
    ...(command.dependsOn && !isBehindUndone(command) ? { dependsOn: command.dependsOn } : {}),
    ...(command.kind === 'undo_command' ? { undoes: command.args.commandId } : {}),
  };
}

/** With what it turned out to be about, where the command itself does not say. */
export function about(record: CommandRecord, { subjectId }: Applicable | Refusal): CommandRecord {
  return subjectId === undefined ? record : { ...record, subjectId };
}
