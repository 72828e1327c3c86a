import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { uuid } from '@holdfast/protocol/values';
import { markTold, readMessages, type MessageLogged } from '../../messages/message-sql.ts';
import { router, terminalProcedure } from './procedures.ts';

/** Whom the staff still have to tell, and who was told by whom. */
export const messagesRouter = router({
  list: terminalProcedure.query(async ({ ctx }): Promise<{ messages: MessageLogged[] }> => {
    const { server, terminal } = ctx;
    return { messages: await readMessages(server.db, terminal.tenantNo, terminal.locationId) };
  }),

  /** `told` false: somebody was faster, or it is no longer so. Who says so is named as in a command: by the terminal. */
  markTold: terminalProcedure
    .input(z.object({ messageId: uuid, staffId: uuid }))
    .mutation(async ({ ctx, input }): Promise<{ told: boolean }> => {
      const { server, terminal } = ctx;
      const answer = await markTold(server.db, terminal.tenantNo, { locationId: terminal.locationId, ...input });
      if (answer === 'no_message') throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such message at this location.' });
      if (answer === 'no_staff') throw new TRPCError({ code: 'FORBIDDEN', message: 'This staff member may no longer work here.' });
      return { told: answer === 'told' };
    }),
});
