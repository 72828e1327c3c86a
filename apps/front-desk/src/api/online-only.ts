import type { Desk } from '../desk.ts';
import type { ServerCalls } from './server-calls.ts';

/** What a desk asks of the server each time and keeps no copy of. Rejects offline. */
export function onlineOnly(server: ServerCalls): Pick<Desk, 'previewSeries' | 'history' | 'messages' | 'handedOver' | 'transcriptOf'> {
  return {
    previewSeries: (asked) => server.previewSeries(asked),
    history: (bookingId) => server.history(bookingId),
    messages: () => server.messages(),
    handedOver: () => server.handedOver(),
    transcriptOf: (escalationId) => server.transcriptOf(escalationId),
  };
}
