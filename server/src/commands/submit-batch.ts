import { protocolVersion, protocolVersionOldest } from '@holdfast/protocol/protocol-version';
import type { SubmitInput } from '@holdfast/protocol/commands';
import type { SubmitAnswer, SubmitResult } from '@holdfast/protocol/outcomes';
import type { TerminalScope } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { readCommand } from './read-command.ts';

/** Thrown to the transport as 400: this terminal must update before it can be understood. */
export class UnknownProtocolError extends Error {
  override readonly name = 'UnknownProtocolError';
}

/**
 * A terminal's batch, in order, each command its own transaction. Throws when an outcome is unknown; what
 * was committed before stays, and sending the same ids again gets the same answers.
 */
export async function submitBatch(
  server: Server,
  terminal: TerminalScope,
  input: SubmitInput,
): Promise<SubmitAnswer> {
  if (input.protocol > protocolVersion || input.protocol < protocolVersionOldest)
    throw new UnknownProtocolError(
      `This server speaks protocol ${protocolVersionOldest} to ${protocolVersion}, not ${input.protocol}.`,
    );
  const submitter = {
    tenantNo: terminal.tenantNo,
    terminalId: terminal.terminalId,
    outboxId: input.outboxId,
    locationId: terminal.locationId,
    isProven: (staffId: string) => server.gate.isProven(terminal, staffId),
  };
  const results: SubmitResult[] = [];
  const heads = new Map<string, number>();
  for (const submitted of input.commands) {
    const read = readCommand(submitted);
    if (read.kind === 'unreadable') {
      results.push({ commandId: read.commandId, outcome: read.outcome });
      continue;
    }
    const { command } = read;
    const outcome = await server.gateway.submit(submitter, command);
    results.push({ commandId: command.id, outcome });
    heads.set(command.locationId, Math.max(heads.get(command.locationId) ?? 0, outcome.version));
  }
  return { results, heads: [...heads].map(([locationId, head]) => ({ locationId, head })) };
}
