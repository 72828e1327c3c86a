import { z } from 'zod';
import type { KeyScope } from '../../access/scope.ts';
import type { Server } from '../../server.ts';
import type { Places } from './places.ts';
import { plainWords } from './plain-words.ts';
import { invalidInput, outcomeUnknown, ProblemError } from './problem.ts';

/** What every operation works with. */
export interface Rest {
  server: Server;
  places: Places;
}

/** One checked request. */
export interface Call<P, Q, B> {
  key: KeyScope;
  params: P;
  query: Q;
  body: B;
  idempotencyKey: string | null;
  /** The booking versions of `If-Match`, one of which it must have; null: any, or without the header. */
  ifMatch: readonly number[] | null;
}

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** One call of the API: its route, its checks, and its place in the OpenAPI document come from here. */
interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodObject> {
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, in OpenAPI's notation: `/holds/{id}`. */
  path: string;
  summary: string;
  description?: string;
  params?: P;
  query?: Q;
  body?: B;
  idempotencyKey?: 'required' | 'optional';
  /** Left out of what changes something: it is about nothing that has an ETag (a collection has none), so the header is a mistake. */
  ifMatch?: boolean;
  answers: { status: 200 | 201; schema: z.ZodObject; etag?: true };
  /** It asks the gateway for something that the gateway may refuse. */
  refusable?: true;
  handle(rest: Rest, call: Call<z.infer<P>, z.infer<Q>, z.infer<B>>): Promise<Answer>;
}

/** A request as it came in. */
export interface RawRequest {
  params: unknown;
  query: unknown;
  body: unknown;
  headers: Record<string, string | string[] | undefined>;
}

type Described = Omit<Spec<z.ZodObject, z.ZodObject, z.ZodObject>, 'handle'>;
export interface Operation extends Described {
  /** Throws `ProblemError` for a no; anything else thrown is a fault. */
  run(rest: Rest, key: KeyScope, request: RawRequest): Promise<Answer>;
}

const nothing = z.strictObject({});

export function operation<P extends z.ZodObject = typeof nothing, Q extends z.ZodObject = typeof nothing, B extends z.ZodObject = typeof nothing>(
  spec: Spec<P, Q, B>,
): Operation {
  const { handle, ...described } = spec;
  return {
    ...described,
    async run(rest, key, request) {
      const call = {
        key,
        params: checked(spec.params ?? nothing, request.params) as z.infer<P>,
        query: checked(spec.query ?? nothing, request.query) as z.infer<Q>,
        body: checked(spec.body ?? nothing, request.body ?? {}) as z.infer<B>,
        idempotencyKey: spec.idempotencyKey ? readIdempotencyKey(request.headers, spec.idempotencyKey) : null,
        ifMatch: spec.ifMatch ? readIfMatch(request.headers['if-match']) : null,
      };
      if (!spec.ifMatch && spec.method !== 'GET' && request.headers['if-match'] !== undefined)
        throw invalidInput([{ path: 'If-Match', message: 'This is about nothing that has an ETag: leave it out.' }]);
      try {
        return await handle(rest, call);
      } catch (fault) {
        if (call.idempotencyKey === null && fault instanceof ProblemError && fault.body.code === 'outcome_unknown') throw outcomeUnknown(false);
        throw fault;
      }
    },
  };
}

function checked(schema: z.ZodObject, value: unknown): unknown {
  const parsed = schema.safeParse(value, { error: plainWords });
  if (parsed.success) return parsed.data;
  throw invalidInput(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((field) => ({ path: [...issue.path, field].join('.').slice(0, 100), message: 'There is no such field.' }))
        : [{ path: issue.path.join('.'), message: issue.message }],
    ),
  );
}

function readIdempotencyKey(headers: RawRequest['headers'], need: 'required' | 'optional'): string | null {
  const given = headers['idempotency-key'];
  if (given === undefined) {
    if (need === 'optional') return null;
    throw invalidInput(
      [{ path: 'Idempotency-Key', message: 'Send the header Idempotency-Key: one new random value per request, the same one for every repeat.' }],
      'idempotency_key_required',
    );
  }
  // Printable, so that it can be logged and compared; longer than any sensible id.
  if (typeof given === 'string' && /^[\x21-\x7e]{1,255}$/.test(given)) return given;
  throw invalidInput([{ path: 'Idempotency-Key', message: 'Use 1 to 255 printable ASCII characters without spaces, e.g. a UUID.' }]);
}

/** Each is tried by itself; nobody knows more than a few versions of one booking. */
const versionsMax = 8;

/** `"3"` as our ETags are, or several; `*` matches whatever there is. Another form cannot be one of ours, so it matches nothing. */
function readIfMatch(given: string | string[] | undefined): number[] | null {
  if (given === undefined) return null;
  const tags = String(given).split(',').map((tag) => tag.trim());
  if (tags.includes('*')) return null;
  const versions = [...new Set(tags.flatMap((tag) => Number(/^(?:W\/)?"?([1-9]\d{0,8})"?$/.exec(tag)?.[1] ?? Number.NaN) || []))];
  if (versions.length > versionsMax) throw invalidInput([{ path: 'If-Match', message: `Name at most ${versionsMax} versions, or *.` }]);
  if (versions.length > 0) return versions;
  throw new ProblemError(412, 'stale_version', 'If-Match names no version of this booking. GET it and use its ETag, e.g. "3".');
}
