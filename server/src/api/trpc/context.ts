import { TRPCError } from '@trpc/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Server } from '../../server.ts';
import type { RequestContext } from './procedures.ts';

export function contextFor(server: Server) {
  return async ({ req, res }: { req: FastifyRequest; res: FastifyReply }): Promise<RequestContext> => {
    try {
      const terminal = await server.gate.terminalOf(req);
      const staff = terminal && (await server.gate.staffOf(req, terminal));
      return { server, terminal, staff, request: req, reply: res };
    } catch (fault) {
      server.log.error({ err: fault }, 'the session gate could not ask the database');
      throw new TRPCError({ code: 'SERVICE_UNAVAILABLE', message: 'The database is away. Nothing was done; try again.' });
    }
  };
}
