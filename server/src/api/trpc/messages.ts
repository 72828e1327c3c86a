import { TRPCError } from '@trpc/server';
import type pg from 'pg';
import { z } from 'zod';
import { uuid } from '@holdfast/protocol/values';
import { markTold, readMessages, type MessageLogged } from '../../messages/message-sql.ts';
import { isLateNotice, withOffersInstead } from '../../running-late/notices-here.ts';
import { router, terminalProcedure } from './procedures.ts';

/**
 * `showsLateElsewhere`: it has words for somebody late from another location. A desk of before there was that says of each
 * that their booking was moved, which it was not: it is given none of them.
 */
const listInput = z.object({ showsLateElsewhere: z.boolean().optional() }).optional();

/** Whom the staff still have to tell, and who was told by whom. */
export const messagesRouter = router({
  list: terminalProcedure.input(listInput).query(async ({ ctx, input }): Promise<{ messages: MessageLogged[] }> => {
    const { server, terminal } = ctx;
    const { tenantNo, locationId } = terminal;
    const all = await readMessages(server.db, tenantNo, locationId);
    const messages = input?.showsLateElsewhere === true ? all : all.filter(({ body }) => body.lateAt === undefined);
    // Asked four times a minute by every desk: hardly ever is anybody late.
    const catalogue = messages.some(isLateNotice) ? await server.catalogues.current(tenantNo, locationId) : null;
    if (catalogue === null) return { messages };
    const context = { tenantNo, catalogue, now: server.now(), read: <T>(work: (client: pg.PoolClient) => Promise<T>) => server.db.readOnce(tenantNo, work) };
    return { messages: await withOffersInstead(context, messages) };
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
