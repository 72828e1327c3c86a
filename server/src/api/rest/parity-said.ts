import type pg from 'pg';
import type { TestWorld } from '../../commands/test-world.ts';
import type { BookingView, HoldView, ProblemBody } from './schemas.ts';

/** How answers from twin worlds are made comparable: nothing is left out but what is random or of now. */

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const time = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;
const ofNow = new Set(['expiresAt', 'heldUntil', 'undoUntil']);

/** Resources by their slugs, other ids by the order they come in, times in UTC, references by their form. */
export function comparable(said: unknown, slugs: ReadonlyMap<string, string>): unknown {
  const ids = new Map<string, string>();
  const walk = (value: unknown, key = ''): unknown => {
    if (Array.isArray(value)) return value.map((each) => walk(each));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b)).map(([name, each]) => [name, walk(each, name)]));
    if (typeof value !== 'string') return value;
    if (ofNow.has(key)) return 'soon';
    if (key === 'reference') return value.replace(/^HF-\w+$/, 'HF-');
    if (time.test(value)) return new Date(value).toISOString();
    if (!uuid.test(value)) return value;
    if (!slugs.has(value) && !ids.has(value)) ids.set(value, `id ${ids.size + 1}`);
    return slugs.get(value) ?? ids.get(value);
  };
  return walk(said);
}

export async function slugsOf(admin: pg.Pool, { tenantNo }: TestWorld): Promise<Map<string, string>> {
  const { rows } = await admin.query<{ id: string; slug: string }>(
    `select resource_id as id, slug from resource where tenant_no = $1 union all select service_id, slug from service where tenant_no = $1`, [tenantNo]);
  return new Map(rows.map(({ id, slug }) => [id, slug]));
}

/** A problem in the words of the outcome it was made of. */
export function refusalOf({ code, detail, conflicts = [], alternatives = [], occurrences }: ProblemBody) {
  return {
    status: 'refused',
    reason: code,
    detail,
    conflicts: conflicts.map(({ resource, booking, ...same }) => ({ ...same, resourceId: resource, ...(booking === undefined ? {} : { bookingId: booking }) })),
    alternatives: alternatives.map(({ resources, hold, ...same }) => ({ ...same, resourceIds: resources, ...(hold === undefined ? {} : { holdId: hold }) })),
    ...(occurrences ? { occurrences } : {}),
  };
}

/** What the desk and a program both know of a booking or hold. */
export function inBoth({ service, start, end, resources, partySize, squeezedIn, squeezedInCount, squeezeReason, waived }: BookingView | HoldView) {
  return { service, start, end, resources, partySize, squeezedIn, squeezedInCount, squeezeReason, waived };
}
