import { createTRPCUntypedClient, httpLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import type { Poke, PullAnswer, SnapshotLine } from '@holdfast/protocol/sync';
import type { HistoryEntry } from '../desk.ts';
import { faultOfStatus, fetchJson, fetchLines, retryAfterMs } from './checked-fetch.ts';
import { ServerCallError, type PinAnswer, type ServerCalls, type WhoAmI } from './server-calls.ts';

/** The server at `origin`, over tRPC and one streamed route. */
export function createServerCalls(origin: string): ServerCalls {
  const url = `${origin}/trpc`;
  const client = createTRPCUntypedClient({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url }),
        // Not the batching link: a batch of commands is one payload, and a query never waits for one.
        // Queries by POST: nothing on the way may keep an answer.
        false: httpLink({ url, methodOverride: 'POST', fetch: (input, init) => fetchJson(input as RequestInfo, init as RequestInit) }),
      }),
    ],
  });
  // docs/internals/server-calls.md is the contract of these shapes.
  const query = <T>(path: string, input?: unknown, signal?: AbortSignal): Promise<T> =>
    answered(client.query(path, input, signal ? { signal } : {}) as Promise<T>);
  const mutation = <T>(path: string, input?: unknown, signal?: AbortSignal): Promise<T> =>
    answered(client.mutation(path, input, signal ? { signal } : {}) as Promise<T>);

  return {
    whoAmI: () => query<WhoAmI>('session.whoAmI'),
    enrol: async (code, name) => {
      try {
        const { terminalId } = await mutation<{ terminalId: string }>('terminals.enrol', { code, name });
        return { ok: true, terminalId };
      } catch (thrown) {
        return refusedCode(thrown);
      }
    },
    signIn: (staffId, pin) => mutation<PinAnswer>('session.signIn', { staffId, pin }),
    signOut: async () => {
      await mutation('session.signOut');
    },
    mintCode: () => mutation('terminals.mintCode'),
    submit: async (input, signal) => {
      const answer = await mutation<SubmitAnswer>('commands.submit', input, signal);
      if (!Array.isArray(answer?.results) || !Array.isArray(answer.heads)) throw strange();
      return answer;
    },
    pull: async (input, signal) => {
      const answer = await query<PullAnswer>('sync.pull', input, signal);
      const known = answer?.kind === 'reset' || (answer?.kind === 'delta' && Array.isArray(answer.changes));
      if (!known) throw strange();
      return answer;
    },
    snapshot: ({ locationId, from, to }, signal) => {
      const address = new URL('/sync/snapshot', origin);
      address.search = new URLSearchParams({ location: locationId, from, to }).toString();
      return fetchLines(address, signal) as AsyncGenerator<SnapshotLine>;
    },
    pokes: (locationId, on) => {
      let over = false;
      const end = (): void => {
        if (over) return;
        over = true;
        subscription.unsubscribe();
        on.end();
      };
      const subscription = client.subscription(
        'sync.pokes',
        { locationId },
        {
          onData: (event) => {
            const poke = pokeOf(event);
            if (poke && !over) on.poke(poke);
          },
          onError: () => queueMicrotask(end),
          onComplete: () => queueMicrotask(end),
        },
      );
      return () => {
        over = true;
        subscription.unsubscribe();
      };
    },
    history: async (bookingId) => {
      const { entries } = await query<{ entries: HistoryEntry[] }>('bookings.history', { bookingId });
      return entries;
    },
  };
}

/** A code that is unknown, used up or expired comes back as a refusal of the request, not as an answer. */
function refusedCode(thrown: unknown): Awaited<ReturnType<ServerCalls['enrol']>> {
  if (!(thrown instanceof ServerCallError)) throw thrown;
  const { fault, retryAfterMs: wait } = thrown;
  if (fault === 'busy' && wait !== null)
    return { ok: false, why: 'too_many_tries', retryAfterSeconds: Math.ceil(wait / 1_000) };
  if (fault === 'unreadable' || fault === 'forbidden' || fault === 'not_enrolled') return { ok: false, why: 'wrong_code' };
  throw thrown;
}

/** A tracked event carries its payload under `data`. */
function pokeOf(event: unknown): Poke | null {
  if (typeof event !== 'object' || event === null) return null;
  const data: unknown = 'data' in event ? event.data : event;
  if (typeof data !== 'object' || data === null || !('head' in data)) return null;
  return typeof data.head === 'number' ? (data as Poke) : null;
}

const strange = (): ServerCallError => new ServerCallError('transport', 'Something else answered for the server.');

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw callError(thrown);
  }
}

/** Only an answer in our server's own shape says anything; all else is no answer. */
function callError(thrown: unknown): ServerCallError {
  if (thrown instanceof ServerCallError) return thrown;
  if (!(thrown instanceof TRPCClientError)) return new ServerCallError('transport', 'The call failed.', { cause: thrown });
  if (thrown.cause instanceof ServerCallError) return thrown.cause;
  const data = thrown.data as { httpStatus?: unknown } | undefined;
  const response = thrown.meta?.['response'];
  return faultOfStatus(
    typeof data?.httpStatus === 'number' ? data.httpStatus : null,
    response instanceof Response ? retryAfterMs(response) : null,
  );
}
