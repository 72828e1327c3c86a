import { z } from 'zod';
import type { HoldRow } from '@holdfast/protocol/rows';
import { uuid } from '@holdfast/protocol/values';
import { readLiveHolds } from '../../holds/hold-sql.ts';
import type { Catalogue } from '../../locations/catalogue.ts';
import { holdViewOf } from './booking-view.ts';
import { operation } from './operation.ts';
import { seesAll } from './sees-all.ts';
import { listedHoldView, reference, type ListedHoldView } from './schemas.ts';

/** What is held at a location: for whoever minds the counter, and of a channel's own for it. */

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

export const heldOperations = [list];

function listedViewOf(row: HoldRow, catalogue: Catalogue): ListedHoldView {
  const { channel, purpose = 'asked', customerName = null, title = null } = row;
  return { ...holdViewOf(row, catalogue), channel, purpose, customer: customerName === null ? null : { name: customerName }, title };
}
