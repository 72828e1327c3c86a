import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { notes, uuid } from '@holdfast/protocol/values';
import { escalationSteps, readHandedOver, readTranscript, stepEscalation, type HandedOver } from '../../escalations/handed-over-sql.ts';
import { router, terminalProcedure } from './procedures.ts';

const notAsked = () => new TRPCError({ code: 'NOT_FOUND', message: 'Nothing like this was handed over to this location.' });

interface ListedHandedOver extends HandedOver {
  /**
   * What was said once came with the list. A desk of that build, still open, draws a box for it unless it is null, and
   * an empty one when the field is not there; newer ones ask `transcript`.
   */
  transcript: null;
}

/** What programs handed over to the people here, and who is at it. */
export const escalationsRouter = router({
  list: terminalProcedure.query(async ({ ctx }): Promise<{ escalations: ListedHandedOver[] }> => {
    const { server, terminal } = ctx;
    const handed = await readHandedOver(server.db, terminal);
    return { escalations: handed.map((each) => ({ ...each, transcript: null })) };
  }),

  /** What was said before a person was asked; null: nothing came along. */
  transcript: terminalProcedure
    .input(z.object({ escalationId: uuid }))
    .query(async ({ ctx, input }): Promise<{ transcript: string | null }> => {
      const { server, terminal } = ctx;
      const found = await readTranscript(server.db, terminal, input.escalationId);
      if (found === 'no_escalation') throw notAsked();
      return found;
    }),

  /** `done` false: it is settled, or somebody was faster. Who does it is named as in a command: by the terminal. */
  step: terminalProcedure
    .input(z.object({ escalationId: uuid, staffId: uuid, step: z.enum(escalationSteps), note: notes.optional() }))
    .mutation(async ({ ctx, input }): Promise<{ done: boolean }> => {
      const { server, terminal } = ctx;
      const answer = await stepEscalation(server.db, terminal, input);
      if (answer === 'no_escalation') throw notAsked();
      if (answer === 'no_staff') throw new TRPCError({ code: 'FORBIDDEN', message: 'Only somebody who signed in at this terminal may do this.' });
      return { done: answer === 'done' };
    }),
});
