import type { PullInput } from '@holdfast/protocol/sync';
import type { TerminalScope } from '../access/scope.ts';
import type { Server } from '../server.ts';

/**
 * Writes down what a terminal says of its outbox, so that a lost one (a new outbox id while commands were
 * unsent) is visible to a manager instead of silent.
 */
export async function reportOutbox(
  server: Server,
  terminal: TerminalScope,
  outbox: NonNullable<PullInput['outbox']>,
): Promise<void> {
  await server.db.pool.query({
    name: 'report-outbox',
    text: 'select gateway.report_outbox($1, $2, $3, $4, $5)',
    values: [terminal.tenantNo, terminal.terminalId, outbox.outboxId, outbox.nextSeq, outbox.unsent],
  });
}
