import type { IncomingMessage, ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import { fastify, type FastifyBaseLogger, type FastifyError, type FastifyInstance } from 'fastify';
import { isSameOrigin } from './access/same-origin.ts';
import { contextFor } from './api/trpc/context.ts';
import { appRouter } from './api/trpc/router.ts';
import { registerSubmitRoute } from './api/trpc/submit-route.ts';
import { isDatabaseAway } from './db/database-away.ts';
import { registerFrontDesk } from './front-desk-files.ts';
import { registerSnapshotRoute } from './feed/snapshot-route.ts';
import { registerHealthRoutes } from './ops/health-routes.ts';
import type { Server } from './server.ts';

export interface AppOptions {
  /** The built front desk; null serves the API alone. */
  deskDirectory: string | null;
}

/** Fifty commands with the longest notes in four-byte letters fit. */
const bodyBytesMax = 2 * 1024 * 1024;

/** The whole HTTP surface of a node, not yet listening. Tests call `inject` on it. */
export async function buildApp(server: Server, { deskDirectory }: AppOptions): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    loggerInstance: server.log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: bodyBytesMax,
    // A browser that keeps a connection open must not keep a node from stopping.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
  });
  await app.register(helmet, security(server.publicUrl));
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  app.setErrorHandler<FastifyError>((fault, request, reply) => {
    const { status, message } = faultAnswer(fault);
    if (status >= 500) server.log.error({ err: fault, path: pathOf(request.url) }, 'a request failed');
    return reply.code(status).send(errorBody(request.url, status, message));
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    if (isSameOrigin(request.headers.origin, request.headers.host, server.publicUrl)) return;
    await reply.code(403).send(errorBody(request.url, 403, 'This request came from another site.'));
  });
  slowDownGuessing(app);
  endStreamsOnClose(app);

  registerHealthRoutes(app, server);
  const contextOf = contextFor(server);
  registerSubmitRoute(app, (req, res) => contextOf({ req, res }));
  registerSnapshotRoute(app, server, (request) => server.gate.terminalOf(request));
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
  await registerFrontDesk(app, deskDirectory, errorBody);
  return app;
}

function security(publicUrl: string): Parameters<typeof helmet>[1] {
  const https = publicUrl.startsWith('https:');
  return {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Our component libraries place style elements at run time.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain http on a shop's own network these would lock people out.
    strictTransportSecurity: https,
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    referrerPolicy: { policy: 'same-origin' },
  };
}

/** Ten codes and sixty PINs a minute from one address; PINs are slowed down per person besides. */
function slowDownGuessing(app: FastifyInstance): void {
  const limits = [
    { path: '/trpc/terminals.enrol', check: app.rateLimit({ max: 10, timeWindow: '1 minute' }) },
    { path: '/trpc/session.signIn', check: app.rateLimit({ max: 60, timeWindow: '1 minute' }) },
  ];
  app.addHook('onRequest', async (request, reply) => {
    const limit = limits.find(({ path }) => pathOf(request.url) === path);
    if (limit) await limit.check.call(app, request, reply);
  });
}

/** Event streams never end by themselves: end them first, so that closing waits only for real work. */
function endStreamsOnClose(app: FastifyInstance): void {
  const streams = new Set<ServerResponse<IncomingMessage>>();
  app.addHook('onRequest', async (request, reply) => {
    if (!request.headers.accept?.includes('text/event-stream')) return;
    streams.add(reply.raw);
    reply.raw.once('close', () => streams.delete(reply.raw));
  });
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy();
  });
}

function faultAnswer(fault: FastifyError): { status: number; message: string } {
  if (isDatabaseAway(fault)) return { status: 503, message: 'The database is away. Try again.' };
  const status = fault.statusCode ?? 500;
  if (status === 413) return { status, message: `The request is larger than ${bodyBytesMax / 1024 / 1024} MB.` };
  if (status === 429) return { status, message: 'Too many tries. Wait a minute.' };
  if (status >= 500) return { status: 500, message: 'Something went wrong here. It has been logged.' };
  return { status, message: fault.message };
}

/** Under `/trpc` in tRPC's own shape, so that its clients read it like every other error. */
function errorBody(url: string, status: number, message: string): object {
  if (!pathOf(url).startsWith('/trpc/')) return { message };
  const [code, key] = trpcCodes[status] ?? trpcCodes[status >= 500 ? 500 : 400]!;
  return { error: { message, code, data: { code: key, httpStatus: status, path: pathOf(url).slice('/trpc/'.length) } } };
}

const trpcCodes: Record<number, [number, string]> = {
  400: [-32600, 'BAD_REQUEST'],
  403: [-32003, 'FORBIDDEN'],
  404: [-32004, 'NOT_FOUND'],
  413: [-32013, 'PAYLOAD_TOO_LARGE'],
  415: [-32015, 'UNSUPPORTED_MEDIA_TYPE'],
  429: [-32029, 'TOO_MANY_REQUESTS'],
  500: [-32603, 'INTERNAL_SERVER_ERROR'],
  503: [-32603, 'SERVICE_UNAVAILABLE'],
};

/**
 * As the router reads it, so that no spelling of a path (percent-encoded, for one) slips past a limit that
 * names it.
 */
function pathOf(url: string): string {
  const path = url.split(/[?#;]/, 1)[0] ?? '';
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
