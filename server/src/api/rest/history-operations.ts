import { z } from 'zod';
import type { BookingRow, HoldRow } from '@holdfast/protocol/rows';
import { uuid } from '@holdfast/protocol/values';
import { reachableBooking, reachableHold } from '../../access/reachable-sql.ts';
import type { KeyScope } from '../../access/scope.ts';
import { readHistory, type HistoryImage, type HistoryRow } from '../../bookings/history-sql.ts';
import { localTime } from '../../locations/local-time.ts';
import { statuses } from './booking-view.ts';
import { operation, type Rest } from './operation.ts';
import { notFound, ProblemError } from './problem.ts';
import { bookingEventView, holdEventView, type BookingEventView, type HoldEventView } from './schemas.ts';
import { seesAll } from './sees-all.ts';

/** Who did what to a booking or a hold. */

const ofBooking = operation({
  id: 'bookingHistory',
  method: 'GET',
  path: '/bookings/{id}/history',
  summary: 'What happened to a booking',
  description: "Newest first, at most 200, what was refused and what was undone since too. For keys of the desk or with a manager's role. One that was made of a hold begins with that.",
  params: z.strictObject({ id: uuid }),
  refusable: true,
  answers: { status: 200, schema: z.object({ events: z.array(bookingEventView) }) },
  async handle(rest, { key, params }) {
    const row = await reachableBooking(rest.server.db, key, params.id);
    if (!row) throw notFound('There is no such booking at the locations of this key.');
    if (!seesAll(key)) throw new ProblemError(403, 'policy_forbids', "The history names who works here. Ask with a manager's key, or with one of the desk.");
    return { status: 200, body: { events: await eventsOf(rest, key, row, bookingEventOf) } };
  },
});

const ofHold = operation({
  id: 'holdHistory',
  method: 'GET',
  path: '/holds/{id}/history',
  summary: 'What happened to a hold',
  description: "Newest first, at most 200. For keys of the desk or with a manager's role, and for the channel that held it. Of time that a manager took over it begins with whose it was.",
  params: z.strictObject({ id: uuid }),
  refusable: true,
  answers: { status: 200, schema: z.object({ events: z.array(holdEventView) }) },
  async handle(rest, { key, params }) {
    const row = await reachableHold(rest.server.db, key, params.id);
    if (!row) throw notFound('There is no such hold at the locations of this key.');
    if (!seesAll(key) && row.channel !== key.channel)
      throw new ProblemError(403, 'policy_forbids', "Another channel holds this. Ask with a manager's key, or with one of that channel.");
    return { status: 200, body: { events: await eventsOf(rest, key, row, eventOf) } };
  },
});

export const historyOperations = [ofBooking, ofHold];

async function eventsOf<E>({ places, server }: Rest, key: KeyScope, { id, locationId }: Pick<BookingRow | HoldRow, 'id' | 'locationId'>, view: (entry: HistoryRow, timeZone: string) => E): Promise<E[]> {
  const { location } = await places.named(key, locationId);
  const entries = await readHistory(server.db, key.tenantNo, locationId, id);
  return entries.map((entry) => view(entry, location.timeZone));
}

function eventOf({ at, kind, actorName, terminalName, channel, reason, refusalReason, takenFrom }: HistoryRow, timeZone: string): HoldEventView {
  return { at: localTime(at, timeZone), kind, by: actorName, terminal: terminalName, channel, reason, refused: refusalReason, takenFrom };
}

function bookingEventOf(entry: HistoryRow, timeZone: string): BookingEventView {
  const imageOf = (image: HistoryImage | null): BookingEventView['before'] =>
    image && {
      status: statuses[image.status],
      version: image.version,
      start: localTime(image.start, timeZone),
      end: localTime(image.end, timeZone),
      resources: image.resourceIds,
    };
  const { undoes, undone, before, after } = entry;
  return { ...eventOf(entry, timeZone), undoes, undone, before: imageOf(before), after: imageOf(after) };
}
