import { initTRPC, TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StaffScope, TerminalScope } from '../../access/scope.ts';
import { isDatabaseAway } from '../../db/database-away.ts';
import type { Server } from '../../server.ts';

/** Made per request by `access/`: the scopes are null unless their cookie proved them. */
export interface RequestContext {
  server: Server;
  terminal: TerminalScope | null;
  staff: StaffScope | null;
  request: FastifyRequest;
  reply: FastifyReply;
}

const trpc = initTRPC.context<RequestContext>().create({
  errorFormatter({ shape, error }) {
    // Never a stack to the outside, nor the words of a fault that nobody meant for it.
    const { stack: _, ...data } = shape.data;
    if (error.code !== 'INTERNAL_SERVER_ERROR') return { ...shape, data };
    return isDatabaseAway(error.cause)
      ? { ...shape, message: 'The database is away. Try again.', data: { ...data, code: 'SERVICE_UNAVAILABLE' as const, httpStatus: 503 } }
      : { ...shape, message: 'Something went wrong here. It has been logged.', data };
  },
  sse: { ping: { enabled: true, intervalMs: 10_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
});

export const router = trpc.router;
export const callerFactory = trpc.createCallerFactory;

/** The ladder: each rung mints what the next may rely on. */
export const publicProcedure = trpc.procedure;

export const terminalProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.terminal)
    throw new TRPCError({ code: 'UNAUTHORIZED', message: 'This terminal is not enrolled.' });
  return next({ ctx: { ...ctx, terminal: ctx.terminal } });
});

export const managerProcedure = terminalProcedure.use(({ ctx, next }) => {
  if (ctx.staff?.role !== 'manager')
    throw new TRPCError({ code: 'FORBIDDEN', message: 'A manager must sign in for this.' });
  return next({ ctx: { ...ctx, staff: ctx.staff } });
});
