import { isUtf8 } from 'node:buffer';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { readBearer } from '../../access/api-key.ts';
import { ApiKeyLookups } from '../../access/api-key-lookups.ts';
import type { KeyScope } from '../../access/scope.ts';
import { hashSecret } from '../../access/secret.ts';
import type { Server } from '../../server.ts';
import { openApiDocument } from './openapi-document.ts';
import type { Operation, Rest } from './operation.ts';
import { operations } from './operations.ts';
import { Places } from './places.ts';
import { notJson, ProblemError, problemOf, unreadable } from './problem.ts';
import { unknownCall } from './unknown-call.ts';

export const restPrefix = '/api/v1';

/** A whole conversation as a transcript fits, and nothing else here is as long. */
const bodyBytesMax = 256 * 1024;

/**
 * Requests with one key: 1 200 in any ten seconds. A hundred visitors who each look and ask once a second stay
 * below it, and so does a burst of fifty on one slot; a loop gone wrong does not get a node for itself.
 */
const perKey = { max: 1_200, timeWindow: '10 seconds' };
/** Keys cannot be guessed; this spares the database the trying. Counted by address, wrong ones only. */
const wrongKeys = { max: 60, timeWindow: '1 minute' };

const keys = new WeakMap<FastifyRequest, KeyScope>();

/** Everything below `/api/v1`, with its own errors: RFC 9457 problems, and never a stack. */
export async function registerRest(app: FastifyInstance, server: Server): Promise<void> {
  await app.register(
    async (rest) => {
      const context: Rest = { server, places: new Places(server.catalogues) };
      readJson(rest);
      rest.setErrorHandler<FastifyError>((fault, request, reply) => {
        const problem = problemOf(fault, { bodyBytesMax });
        if (problem.body.status === 500) server.log.error({ err: fault, path: request.routeOptions.url }, 'a request failed');
        return sendProblem(reply, problem);
      });
      const noSuchCall = ({ url }: FastifyRequest, reply: FastifyReply) => {
        const [path = ''] = url.split('?');
        return sendProblem(reply, unknownCall(operations, path.slice(restPrefix.length), restPrefix));
      };
      // Methods that no route can have, such as PROPFIND.
      rest.setNotFoundHandler(noSuchCall);
      // Routes of their own: the desk's files answer every other path of the house, and would answer these.
      for (const url of ['/', '/*']) rest.all(url, noSuchCall);
      rest.addHook('onSend', async (_, reply) => void reply.header('cache-control', 'no-store'));

      const onRequest = admission(rest, server);
      const document = openApiDocument(operations, `${server.publicUrl}${restPrefix}`);
      rest.get('/openapi.json', (_, reply) => reply.send(document));
      for (const operation of operations)
        rest.route({
          method: operation.method,
          url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
          bodyLimit: bodyBytesMax,
          onRequest,
          handler: (request, reply) => answer(context, operation, request, reply),
        });
    },
    { prefix: restPrefix },
  );
}

async function answer(context: Rest, operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const key = keys.get(request);
  if (!key) throw new Error('A request came past its admission');
  const { status, body, headers = {} } = await operation.run(context, key, request);
  return reply.code(status).headers(headers).send(body);
}

/** Who asks, and whether they ask too often. */
function admission(rest: FastifyInstance, server: Server) {
  const limit = rest.rateLimit({ ...perKey, keyGenerator: (request) => keys.get(request)?.keyId ?? request.ip });
  const lookups = new ApiKeyLookups(server.db);
  const limitWrong = rest.rateLimit({ ...wrongKeys, keyGenerator: (request) => request.ip });
  return async function admit(this: FastifyInstance, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const bearer = readBearer(request.headers.authorization);
    const key = bearer === null ? null : await lookups.find(hashSecret(bearer));
    if (!key) {
      await limitWrong.call(this, request, reply);
      throw new ProblemError(401, 'unauthorized', 'Send a key that is in use: Authorization: Bearer KEY.', {
        headers: { 'www-authenticate': 'Bearer realm="holdfast"' },
      });
    }
    keys.set(request, key);
    await limit.call(this, request, reply);
  };
}

/** JSON alone; but nothing may be sent as whatever type: some clients name one for a body that they leave out. */
function readJson(rest: FastifyInstance): void {
  const parse = rest.getDefaultJsonParser('error', 'error');
  rest.removeContentTypeParser(['application/json', 'text/plain']);
  rest.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) done(null, undefined);
    else if (!isUtf8(bytes)) done(unreadable(), undefined);
    else void parse(request, bytes.toString(), done);
  });
  rest.addContentTypeParser<string>('*', { parseAs: 'string' }, (_, text, done) =>
    done(text === '' ? null : notJson(), undefined),
  );
}

/** For a request whose very address cannot be read. */
export function sendUnreadable(reply: FastifyReply): FastifyReply {
  return sendProblem(reply, new ProblemError(400, 'malformed', 'The address cannot be decoded: write a % as %25.'));
}

function sendProblem(reply: FastifyReply, { body, headers }: ProblemError): FastifyReply {
  return reply.code(body.status).headers(headers).type('application/problem+json').send(body);
}
