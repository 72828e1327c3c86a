import { toWire } from '@holdfast/domain/instant';
import { commandArgs, type Command } from '@holdfast/protocol/commands';
import type { LateElsewhere } from '@holdfast/protocol/outcomes';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import { mintUuid } from '@holdfast/protocol/uuid';
import { router, terminalProcedure } from './procedures.ts';

export const lateRouter = router({
  /** What a terminal cannot foresee by itself: it knows the bookings of its own location only. */
  elsewhere: terminalProcedure.input(commandArgs.run_late).query(async ({ ctx, input }): Promise<LateElsewhere[]> => {
    const { server, terminal, staff } = ctx;
    const now = server.now();
    const command: Command = {
      id: mintUuid(now),
      seq: 1,
      schema: commandSchemaVersion,
      locationId: terminal.locationId,
      actorId: staff?.staffId ?? mintUuid(now),
      channel: 'desk',
      sawVersion: 0,
      tappedAt: toWire(now),
      kind: 'run_late',
      args: input,
    };
    const foreseen = await server.gateway.foresee({ ...terminal, outboxId: null }, command);
    return foreseen.status === 'possible' ? (foreseen.outcome.elsewhere ?? []) : [];
  }),
});
