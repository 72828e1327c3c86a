import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, TRPCClientError } from '@trpc/client';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import type { AppRouter } from '@holdfast/server/router';
import type { HandedOver, HistoryEntry, Message } from '../desk.ts';
import { faultOfStatus, fetchJson, fetchLines, retryAfterMs } from './checked-fetch.ts';
import { ServerCallError, type ServerCalls } from './server-calls.ts';

/** The server at `origin`, over tRPC and one streamed route. */
export function createServerCalls(origin: string): ServerCalls {
  const url = `${origin}/trpc`;
  const client = createTRPCClient<AppRouter>({
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
  return {
    whoAmI: () => answered(client.session.whoAmI.query()),
    enrol: async (code, name) => {
      try {
        const { terminalId } = await answered(client.terminals.enrol.mutate({ code, name }));
        return { ok: true, terminalId };
      } catch (thrown) {
        return refusedCode(thrown);
      }
    },
    signIn: (staffId, pin) => answered(client.session.signIn.mutate({ staffId, pin })),
    signOut: async () => {
      await answered(client.session.signOut.mutate());
    },
    mintCode: () => answered(client.terminals.mintCode.mutate()),
    // What a proxy made of it is not our server's answer, whatever the type says.
    submit: async (input, signal) => {
      const answer = await answered(client.commands.submit.mutate(input, { signal }));
      if (!Array.isArray(answer?.results) || !Array.isArray(answer.heads)) throw strange();
      return answer;
    },
    pull: async (input, signal) => {
      const answer = await answered(client.sync.pull.query(input, { signal }));
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
      const subscription = client.sync.pokes.subscribe(
        { locationId },
        {
          onData: ({ data }) => {
            if (!over) on.poke(data);
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
    previewSeries: async (asked) => await answered(client.series.preview.query(asked)),
    seriesDates: async ({ fields, ...asked }) => (await answered(client.series.dates.query({ ...asked, fields: [...fields] }))).dates,
    lateElsewhere: async (asked) => await answered(client.late.elsewhere.query(asked)),
    history: async (bookingId) => {
      const { entries } = await answered(client.bookings.history.query({ bookingId }));
      // The record's kinds are those of commands; the server reads them as text.
      return entries as HistoryEntry[];
    },
    holdHistory: async (holdId) => {
      const { entries } = await answered(client.holds.history.query({ holdId }));
      return entries as HistoryEntry[];
    },
    messages: async () => {
      const { messages } = await answered(client.messages.list.query({ showsLateElsewhere: true }));
      // The log's kinds are those of plans; the server reads them as text.
      return messages as Message[];
    },
    markTold: async (messageId, staffId) => (await answered(client.messages.markTold.mutate({ messageId, staffId }))).told,
    settingsHistory: async (newerThan) => {
      const { changes } = await answered(client.settings.history.query(newerThan === undefined ? {} : { newerThan }));
      // A value of any kind may be missing to the wire's types; here it is null then.
      return changes.map(({ before, after: _, values, ...change }) => ({ ...change, isNew: before === null, values: values.map(({ name, from = null, to = null }) => ({ name, from, to })) }));
    },
    hours: (resourceId) => answered(client.hours.read.query({ resourceId })),
    previewHours: (resourceId, timetable) => answered(client.hours.preview.query({ resourceId, timetable })),
    changeHours: (resourceId, change) => answered(client.hours.change.mutate({ resourceId, ...change })),
    rules: async () => {
      const rules = await answered(client.rules.read.query());
      if (!rules) throw new ServerCallError('forbidden', 'This location is gone.');
      return rules;
    },
    changeRules: (asked) => answered(client.rules.change.mutate(asked)),
    handedOver: async () => {
      const { escalations } = await answered(client.escalations.list.query());
      // Channels are those of the protocol; the server reads them as text.
      return escalations as HandedOver[];
    },
    transcriptOf: async (escalationId) => (await answered(client.escalations.transcript.query({ escalationId }))).transcript,
    stepEscalation: async (step) => (await answered(client.escalations.step.mutate(step))).done,
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
