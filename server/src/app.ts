import type { IncomingMessage, ServerResponse } from 'node:http';
import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import { fastify, LogController, type FastifyBaseLogger, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import { isSameOrigin } from './access/same-origin.ts';
import { answerBroken } from './api/rest/broken-request.ts';
import { registerRest, restPrefix, sendUnreadable } from './api/rest/register-rest.ts';
import { contextFor } from './api/trpc/context.ts';
import { registerCalls } from './api/trpc/register-calls.ts';
import { registerSubmitRoute } from './api/trpc/submit-route.ts';
import { isDatabaseAway } from './db/database-away.ts';
import { registerFrontDesk } from './front-desk-files.ts';
import { registerSnapshotRoute } from './feed/snapshot-route.ts';
import { registerHealthRoutes } from './ops/health-routes.ts';
import { registerMetrics } from './ops/metrics.ts';
import type { Server } from './server.ts';

export interface AppOptions {
  /** The built front desk; null serves the API alone. */
  deskDirectory: string | null;
}

/** Fifty commands with the longest notes in four-byte letters fit. */
const bodyBytesMax = 2 * 1024 * 1024;

/** A stopping node gives requests under way this long to be answered. */
const answersWaitMsMax = 1_500;
/** Slower than any honest upload of `bodyBytesMax`; Fastify's own default lets a caller take for ever. */
const requestMsMax = 60_000;

/** The whole HTTP surface of a node, not yet listening. Tests call `inject` on it. */
export async function buildApp(server: Server, { deskDirectory }: AppOptions): Promise<FastifyInstance> {
  // The wider type keeps pino's own out of the type of every route.
  const loggerInstance: FastifyBaseLogger = server.log;
  const app: FastifyInstance = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyBytesMax,
    requestTimeout: requestMsMax,
    // A browser that keeps a connection open must not keep a node from stopping.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // An address that cannot be decoded never reaches a route and its error handler.
    frameworkErrors: (fault, request, reply) => void sendUnroutable(fault, request, reply),
    clientErrorHandler: answerBroken,
  });
  const secured = helmet(security(server.publicUrl));
  app.addHook('onRequest', (request, reply, done) => secured(request.raw, reply.raw, (fault) => done(fault as Error | undefined)));
  await app.register(cookie);
  await app.register(rateLimit, { global: false });
  app.setErrorHandler<FastifyError>((fault, request, reply) => {
    const { status, message } = faultAnswer(fault);
    if (status >= 500) server.log.error({ err: fault, path: pathOf(request.url) }, 'a request failed');
    return reply.code(status).send(errorBody(request.url, status, message));
  });

  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    // A key is sent by a program, never by a browser on its own.
    if (pathOf(request.url).startsWith(`${restPrefix}/`)) return;
    if (isSameOrigin(request.headers.origin, request.headers.host, server.publicUrl)) return;
    await reply.code(403).send(errorBody(request.url, 403, 'This request came from another site.'));
  });
  slowDownGuessing(app);
  answerBeforeClosing(app);

  registerHealthRoutes(app, server);
  registerMetrics(app, server.metrics);
  const contextOf = contextFor(server);
  registerSubmitRoute(app, (req, res) => contextOf({ req, res }));
  registerSnapshotRoute(app, server, (request) => server.gate.terminalOf(request));
  await registerCalls(app, server, contextOf);
  await registerRest(app, server);
  await registerFrontDesk(app, deskDirectory, errorBody);
  return app;
}

function sendUnroutable(fault: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (pathOf(request.url).startsWith(`${restPrefix}/`)) return sendUnreadable(reply);
  const { status, message } = faultAnswer(fault);
  return reply.code(status).send(errorBody(request.url, status, message));
}

function security(publicUrl: string): HelmetOptions {
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

/**
 * Event streams never end by themselves: they are ended first. Then whoever waits for an answer gets it, within
 * reason: a command cut off here is safe, but its terminal would show it as unsent until it asked again.
 */
function answerBeforeClosing(app: FastifyInstance): void {
  const streams = new Set<ServerResponse<IncomingMessage>>();
  const waiting = new Set<ServerResponse<IncomingMessage>>();
  let allAnswered = (): void => {};
  app.addHook('onRequest', async (request, reply) => {
    const kind = request.headers.accept?.includes('text/event-stream') ? streams : waiting;
    kind.add(reply.raw);
    reply.raw.once('close', () => {
      kind.delete(reply.raw);
      if (waiting.size === 0) allAnswered();
    });
  });
  app.addHook('preClose', async () => {
    for (const stream of streams) stream.destroy();
    if (waiting.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, answersWaitMsMax);
      allAnswered = () => (clearTimeout(timer), resolve());
    });
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
