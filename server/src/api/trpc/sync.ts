import { tracked, TRPCError } from '@trpc/server';
import { z } from 'zod';
import { pullInput, type Poke, type PullAnswer } from '@holdfast/protocol/sync';
import { uuid } from '@holdfast/protocol/values';
import { pokes } from '../../feed/pokes.ts';
import { pull } from '../../feed/pull.ts';
import { reportOutbox } from '../../terminals/report-outbox.ts';
import { router, terminalProcedure } from './procedures.ts';

const notFound = () => new TRPCError({ code: 'NOT_FOUND', message: 'There is no such location.' });

export const syncRouter = router({
  pull: terminalProcedure.input(pullInput).query(async ({ ctx, input }): Promise<PullAnswer> => {
    const { server, terminal } = ctx;
    if (input.locationId !== terminal.locationId) throw notFound();
    if (input.outbox) await reportOutbox(server, terminal, input.outbox);
    const answer = await pull(server.db, terminal.tenantNo, input, server.now());
    if (!answer) throw notFound();
    return answer;
  }),

  pokes: terminalProcedure
    // lastEventId comes back from a browser that reconnects; the first poke is the present head anyway.
    .input(z.object({ locationId: uuid, lastEventId: z.string().max(40).nullish() }))
    .subscription(async function* ({ ctx, input, signal }) {
      const { server, terminal } = ctx;
      if (input.locationId !== terminal.locationId) throw notFound();
      for await (const poke of pokes(server.feedWatch, terminal, signal))
        yield tracked(String(poke.head), poke satisfies Poke);
    }),
});
