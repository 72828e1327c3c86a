import type { ServerCalls } from './api/server-calls.ts';
import type { Desk } from './desk.ts';
import type { SessionKeeper } from './session/session-keeper.ts';

/** What a screen can only have while the server answers: nothing of it is kept here. All of it rejects offline. */
export type AskedOfServer = Pick<Desk, 'previewSeries' | 'history' | 'messages' | 'markTold' | 'handedOver' | 'transcriptOf' | 'stepEscalation'>;

export function askedOfServer(server: ServerCalls, session: Pick<SessionKeeper, 'actor'>): AskedOfServer {
  const asActor = <T>(call: (staffId: string) => Promise<T>): Promise<T> => {
    const { actor } = session;
    return actor ? call(actor.id) : Promise.reject(new Error('Sign in first: the log says who did it.'));
  };
  return {
    previewSeries: (asked) => server.previewSeries(asked),
    history: (bookingId) => server.history(bookingId),
    messages: () => server.messages(),
    markTold: (messageId) => asActor((staffId) => server.markTold(messageId, staffId)),
    handedOver: () => server.handedOver(),
    transcriptOf: (escalationId) => server.transcriptOf(escalationId),
    stepEscalation: (id, step, note) => asActor((staffId) => server.stepEscalation({ escalationId: id, staffId, step, ...(note === undefined ? {} : { note }) })),
  };
}
