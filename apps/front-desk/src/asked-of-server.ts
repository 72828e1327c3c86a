import type { ServerCalls } from './api/server-calls.ts';
import type { Desk } from './desk.ts';
import type { CacheStore, KeptAnswers } from './replica/cache-db.ts';
import type { SessionKeeper } from './session/session-keeper.ts';
import type { SetsHours } from './timetable.ts';

/** What a screen can only have while the server answers, and the last of what it shows all the time. The rest rejects offline. */
export type AskedOfServer = Pick<Desk, 'previewSeries' | 'seriesDates' | 'lateElsewhere' | 'history' | 'holdHistory' | 'messages' | 'lastMessages' | 'markTold' | 'handedOver' | 'lastHandedOver' | 'transcriptOf' | 'stepEscalation' | 'settingsHistory' | 'rules' | 'changeRules' | keyof SetsHours>;

export function askedOfServer(server: ServerCalls, session: Pick<SessionKeeper, 'actor' | 'enrolment'>, cache: CacheStore): AskedOfServer {
  const asActor = <T>(call: (staffId: string) => Promise<T>): Promise<T> => {
    const { actor } = session;
    return actor ? call(actor.id) : Promise.reject(new Error('Sign in first: the log says who did it.'));
  };
  const keeping = async <K extends keyof KeptAnswers>(key: K, answer: Promise<KeptAnswers[K][]>): Promise<KeptAnswers[K][]> => {
    const locationId = session.enrolment?.locationId;
    const rows = await answer;
    // Without room for it the screen has it until it is closed.
    if (locationId !== undefined) cache.keepAnswer(key, locationId, rows).catch(() => {});
    return rows;
  };
  const last = async <K extends keyof KeptAnswers>(key: K): Promise<readonly KeptAnswers[K][] | null> => {
    const { enrolment } = session;
    return enrolment ? cache.answer(key, enrolment.locationId) : null;
  };
  return {
    previewSeries: (asked) => server.previewSeries(asked),
    seriesDates: (asked) => server.seriesDates(asked),
    lateElsewhere: (asked) => server.lateElsewhere(asked),
    history: (bookingId) => server.history(bookingId),
    holdHistory: (holdId) => server.holdHistory(holdId),
    messages: () => keeping('messages', server.messages()),
    lastMessages: () => last('messages'),
    markTold: (messageId) => asActor((staffId) => server.markTold(messageId, staffId)),
    hours: (resourceId) => server.hours(resourceId),
    previewHours: (resourceId, timetable) => server.previewHours(resourceId, timetable),
    changeHours: (resourceId, change) => server.changeHours(resourceId, change),
    settingsHistory: (newerThan) => server.settingsHistory(newerThan),
    rules: () => server.rules(),
    changeRules: (asked) => server.changeRules(asked),
    handedOver: () => keeping('handed_over', server.handedOver()),
    lastHandedOver: () => last('handed_over'),
    transcriptOf: (escalationId) => server.transcriptOf(escalationId),
    stepEscalation: (id, step, note) => asActor((staffId) => server.stepEscalation({ escalationId: id, staffId, step, ...(note === undefined ? {} : { note }) })),
  };
}
