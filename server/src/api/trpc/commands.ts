import { TRPCError } from '@trpc/server';
import { submitInput } from '@holdfast/protocol/commands';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { submitBatch, UnknownProtocolError } from '../../commands/submit-batch.ts';
import { router, terminalProcedure } from './procedures.ts';

export const commandsRouter = router({
  submit: terminalProcedure.input(submitInput).mutation(async ({ ctx, input }): Promise<SubmitAnswer> => {
    try {
      return await submitBatch(ctx.server, ctx.terminal, input);
    } catch (fault) {
      if (fault instanceof UnknownProtocolError)
        throw new TRPCError({ code: 'PRECONDITION_FAILED', message: fault.message });
      // The outcome is unknown: 503 tells every client to keep the command and send the same id again.
      ctx.server.log.error({ err: fault }, 'a command ended without an outcome');
      throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: 'Not saved yet. Send it again.' });
    }
  }),
});
