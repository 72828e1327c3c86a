import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import type { FastifyInstance } from 'fastify';
import type { Server } from '../../server.ts';
import type { contextFor } from './context.ts';
import { appRouter } from './router.ts';

/** Every call of the router below `/trpc`; `commands.submit` has a route of its own (submit-route.ts). */
export async function registerCalls(
  app: FastifyInstance,
  server: Server,
  contextOf: ReturnType<typeof contextFor>,
): Promise<void> {
  await app.register(fastifyTRPCPlugin, {
    prefix: '/trpc',
    trpcOptions: {
      router: appRouter,
      createContext: contextOf,
      // A batch would carry many guesses past the rate limit; our clients send none.
      allowBatching: false,
      allowMethodOverride: true,
      onError({ error, path }: { error: Error & { code: string }; path?: string | undefined }) {
        if (error.code === 'INTERNAL_SERVER_ERROR') server.log.error({ err: error, path }, 'a call failed');
      },
    },
  });
}
