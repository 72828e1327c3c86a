import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { name, text, uuid } from '@holdfast/protocol/values';
import { enrolTerminal, mintCode, type MintedCode } from '../../terminals/enrol-terminal.ts';
import { markRevoked, readTerminals, type TerminalListed } from '../../terminals/terminal-sql.ts';
import { managerProcedure, publicProcedure, router } from './procedures.ts';

export const terminalsRouter = router({
  enrol: publicProcedure
    .input(z.object({ code: text(40), name }))
    .mutation(async ({ ctx, input }): Promise<{ terminalId: string }> => {
      const enrolled = await enrolTerminal(ctx.server.db, input);
      if (!enrolled)
        throw new TRPCError({
          code: 'BAD_REQUEST',
          message: 'This code does not work: it is wrong, used or too old. Ask a manager for a new one.',
        });
      ctx.server.gate.keepTerminal(ctx.reply, enrolled.secret);
      // Whoever was signed in on this browser was signed in at another terminal.
      ctx.server.gate.dropStaff(ctx.reply);
      return { terminalId: enrolled.terminalId };
    }),

  /** For one more device at this terminal's location. */
  mintCode: managerProcedure.mutation(
    ({ ctx }): Promise<MintedCode> =>
      mintCode(ctx.server.db, {
        tenantNo: ctx.terminal.tenantNo,
        locationId: ctx.terminal.locationId,
        createdBy: ctx.staff.staffId,
      }),
  ),

  list: managerProcedure.query(
    async ({ ctx }): Promise<{ terminals: TerminalListed[] }> => ({
      terminals: await readTerminals(ctx.server.db, ctx.terminal.tenantNo),
    }),
  ),

  /** The device's next call is answered 401: it keeps what it has not sent and asks to be enrolled again. */
  revoke: managerProcedure
    .input(z.object({ terminalId: uuid }))
    .mutation(async ({ ctx, input }): Promise<{ ok: true }> => {
      const by = { channel: 'desk', actorId: ctx.staff.staffId, terminalId: ctx.terminal.terminalId } as const;
      if (!(await markRevoked(ctx.server.db, ctx.terminal.tenantNo, input.terminalId, by)))
        throw new TRPCError({ code: 'NOT_FOUND', message: 'There is no such terminal.' });
      ctx.server.gate.forgetTerminal(input.terminalId);
      return { ok: true };
    }),
});
