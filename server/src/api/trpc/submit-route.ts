import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from './procedures.ts';
import { callerFactory } from './procedures.ts';
import { commandsRouter } from './commands.ts';

const path = 'commands.submit';

/**
 * `POST /trpc/commands.submit` past the stock adapter, same wire: the adapter builds Request objects and
 * streams, which costs some 180 µs a call (measured) on the one path that every booking takes.
 */
export function registerSubmitRoute(
  app: FastifyInstance,
  contextOf: (request: FastifyRequest, reply: FastifyReply) => Promise<RequestContext>,
): void {
  const createCaller = callerFactory(commandsRouter);
  app.post(`/trpc/${path}`, async (request, reply) => {
    try {
      const caller = createCaller(await contextOf(request, reply));
      const data = await caller.submit(request.body as Parameters<typeof caller.submit>[0]);
      return await reply.send({ result: { data } });
    } catch (fault) {
      if (!(fault instanceof TRPCError)) throw fault;
      const httpStatus = getHTTPStatusCodeFromError(fault);
      return reply.code(httpStatus).send({
        error: {
          message: fault.message,
          code: TRPC_ERROR_CODES_BY_KEY[fault.code],
          data: { code: fault.code, httpStatus, path },
        },
      });
    }
  });
}
