import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from 'zod-openapi';
import type { Operation } from './operation.ts';
import { refusalStatuses } from './problem.ts';
import { problem } from './schemas.ts';

const idempotencyKey = z.string().min(1).max(255).meta({
  description: 'One new random value per request and the same one for every repeat: a repeat gets the same answer, and nothing happens twice.',
  examples: ['7d0e9f4c-2f3b-4c1e-9a53-0f6f3d1f8a55'],
});
const ifMatch = z.string().meta({ description: "The booking's ETag as you saw it; 412 when it has changed since.", examples: ['"3"'] });

/** What every call may answer, and those that ask the gateway besides. */
const alwaysPossible = [400, 401, 404, 413, 415, 429, 500, 503];

/** The OpenAPI 3.1 document of these operations, as JSON. `url` is where they are served. */
export function openApiDocument(operations: readonly Operation[], url: string): object {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of operations) {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'] = described(operation);
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Holdfast',
      version: '1',
      description:
        'Bookings through the same gateway as the front desk. Times are RFC 3339 with an offset. A refusal says why and offers what can be had instead.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url }],
    security: [{ key: [] }],
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'pnpm holdfast api-key create' } } },
    paths,
  });
}

function described(operation: Operation): ZodOpenApiOperationObject {
  const { id, summary, description, params, query, body, answers } = operation;
  const header = z.object({
    ...(operation.idempotencyKey === undefined
      ? {}
      : { 'Idempotency-Key': operation.idempotencyKey === 'required' ? idempotencyKey : idempotencyKey.optional() }),
    ...(operation.ifMatch ? { 'If-Match': ifMatch.optional() } : {}),
  });
  const statuses = [...new Set([...alwaysPossible, ...(operation.idempotencyKey ? [422] : []), ...(operation.refusable ? refusalStatuses : [])])].sort((a, b) => a - b);
  return {
    operationId: id,
    tags: [operation.path.split('/')[1] ?? ''],
    summary,
    ...(description === undefined ? {} : { description }),
    requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}), header },
    ...(body ? { requestBody: { required: !body.safeParse({}).success, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [answers.status]: {
        description: 'Done.',
        content: { 'application/json': { schema: answers.schema } },
        headers: z.object({
          ...(answers.etag ? { ETag: z.string() } : {}),
          ...(operation.idempotencyKey ? { 'Idempotency-Replayed': z.literal('true').optional() } : {}),
        }),
      },
      ...Object.fromEntries(statuses.map((status) => [status, problems.get(status)])),
    },
  };
}

const meanings: Record<number, string> = {
  400: 'The request cannot be understood: `errors` says what to correct.',
  401: 'No key, or one that is not in use.',
  403: 'This key may not do that.',
  404: 'There is no such thing at the locations of this key.',
  409: 'Refused: `code` says why, `conflicts` and `alternatives` what stands there and what can be had instead.',
  412: 'It has changed since the version that was named.',
  413: 'Too large.',
  415: 'Not JSON.',
  422: 'Asked for like this it never works; `command_id_reused`: the Idempotency-Key belongs to another request.',
  429: 'Too many requests: wait as long as Retry-After says.',
  500: 'A fault of ours; it has been logged.',
  503: 'The database is away: send the same request again.',
};

/** Each once in the document: the same answer wherever it is given. */
const problems = new Map(
  Object.entries(meanings).map(([status, description]): [number, ZodOpenApiResponseObject] => [
    Number(status),
    {
      id: `Problem${status}`,
      description,
      content: { 'application/problem+json': { schema: problem } },
      ...(status === '429' || status === '503' ? { headers: z.object({ 'Retry-After': z.string().meta({ description: 'Seconds.' }) }) } : {}),
    },
  ]),
);
