import { z } from 'zod';
import type { HoldRow } from '@holdfast/protocol/rows';
import { isDesk, uuid } from '@holdfast/protocol/values';
import { reachableHold } from '../../access/reachable-sql.ts';
import type { KeyScope } from '../../access/scope.ts';
import { readHistory } from '../../bookings/history-sql.ts';
import { readLiveHolds } from '../../holds/hold-sql.ts';
import type { Catalogue } from '../../locations/catalogue.ts';
import { localTime } from '../../locations/local-time.ts';
import { holdViewOf } from './booking-view.ts';
import { operation } from './operation.ts';
import { notFound, ProblemError } from './problem.ts';
import { holdEventView, listedHoldView, reference, type ListedHoldView } from './schemas.ts';

/** What is held at a location, and what happened to a hold: for whoever minds the counter, and of a channel's own for it. */

const [pageDefault, pageMax] = [50, 200];

const list = operation({
  id: 'listHolds',
  method: 'GET',
  path: '/holds',
  summary: 'What is held right now',
  description: "The first to run out first. A key of the desk or with a manager's role sees all of the location, another what its channel holds.",
  query: z.strictObject({
    location: reference,
    limit: z.coerce.number().int().min(1).max(pageMax).default(pageDefault),
    after: uuid.optional().meta({ description: '`next` of the page before.' }),
  }),
  answers: { status: 200, schema: z.object({ holds: z.array(listedHoldView), next: uuid.nullable().meta({ description: 'There are more: ask with `after`.' }) }) },
  async handle(rest, { key, query }) {
    const catalogue = await rest.places.named(key, query.location);
    const { limit, after = null } = query;
    const rows = await readLiveHolds(rest.server.db, key.tenantNo, catalogue.location.id, { channel: seesAll(key) ? null : key.channel, after, limit: limit + 1 });
    const holds = rows.slice(0, limit).map((row) => listedViewOf(row, catalogue));
    return { status: 200, body: { holds, next: rows.length > limit ? (holds.at(-1)?.id ?? null) : null } };
  },
});

const history = operation({
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
    const { location } = await rest.places.named(key, row.locationId);
    const entries = await readHistory(rest.server.db, key.tenantNo, row.locationId, row.id);
    const events = entries.map(({ at, kind, actorName, terminalName, channel, reason, refusalReason, takenFrom }) => ({
      at: localTime(at, location.timeZone),
      kind,
      by: actorName,
      terminal: terminalName,
      channel,
      reason,
      refused: refusalReason,
      takenFrom,
    }));
    return { status: 200, body: { events } };
  },
});

export const heldOperations = [list, history];

const seesAll = ({ role, channel }: KeyScope): boolean => role === 'manager' || isDesk(channel);

function listedViewOf(row: HoldRow, catalogue: Catalogue): ListedHoldView {
  const { channel, purpose = 'asked', customerName = null, title = null } = row;
  return { ...holdViewOf(row, catalogue), channel, purpose, customer: customerName === null ? null : { name: customerName }, title };
}
