import type { TenantNo } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { putHours, readPromised, readRules } from './hours-sql.ts';
import type { ChangedBy } from './settings-sql.ts';
import { seen, type Timetable, type TimetableSeen } from './timetable.ts';
import { touchedBy, withTimetable, type Rules, type Touches } from './touched-by-hours.ts';

/** Whose hours: the location's, or those of one resource of it. */
export interface WhoseHours {
  tenantNo: TenantNo;
  locationId: string;
  /** Null: the location. */
  resourceId: string | null;
}

export interface HoursChange {
  timetable: Timetable;
  /** The version of the hours that this was made of. */
  expected: string;
  /** `Touches.keep` of the list that was seen; null: nothing was touched. */
  keep: string | null;
}

export type HoursChanged =
  | { status: 'changed'; timetable: TimetableSeen }
  /** Somebody else set them meanwhile: these hold now. */
  | { status: 'stale'; timetable: TimetableSeen }
  /** It leaves something outside, and not what was seen: ask again with `keep`. */
  | ({ status: 'touches' } & Touches);

/** Where hours are changed. The command line has no listeners; nodes find what it did by looking. */
type Node = Pick<Server, 'db' | 'now'> & Partial<Pick<Server, 'feedWatch' | 'freedTime'>>;

/** Null: the business has no such location, or the location no such resource. */
export async function readHours({ db }: Pick<Node, 'db'>, { tenantNo, locationId, resourceId }: WhoseHours): Promise<TimetableSeen | null> {
  return db.readAs(tenantNo, async (client) => {
    const rules = await readRules(client, tenantNo, locationId);
    return rules && seenIn(rules, resourceId);
  });
}

/** What these hours would leave outside them, now. Null as above. */
export async function previewHours({ db, now }: Node, whose: WhoseHours, timetable: Timetable): Promise<Touches | null> {
  const { tenantNo, locationId, resourceId } = whose;
  return db.readAs(tenantNo, async (client) => {
    const rules = await readRules(client, tenantNo, locationId);
    if (!rules || !seenIn(rules, resourceId)) return null;
    const promised = await readPromised(client, tenantNo, { locationId, resourceId, now: now() });
    return touchedBy(rules, withTimetable(rules, resourceId, timetable), resourceId, promised);
  });
}

/**
 * Sets hours whole, unless somebody else did meanwhile or what they leave outside was not seen. Under the location's lock,
 * so nothing is booked between the look and the change; what is booked stays. Null as above.
 */
export async function changeHours(node: Node, whose: WhoseHours, { timetable, expected, keep }: HoursChange, by: ChangedBy): Promise<HoursChanged | null> {
  const { tenantNo, locationId, resourceId } = whose;
  const done = await node.db.lockLocation(tenantNo, locationId, async (client): Promise<{ answer: HoursChanged; version?: number } | null> => {
    const rules = await readRules(client, tenantNo, locationId);
    const current = rules && seenIn(rules, resourceId);
    if (!current) return null;
    const wanted = seen(timetable);
    // A repeat whose answer was lost, or two who want the same.
    if (wanted.version === current.version) return { answer: { status: 'changed', timetable: current } };
    if (expected !== current.version) return { answer: { status: 'stale', timetable: current } };
    const promised = await readPromised(client, tenantNo, { locationId, resourceId, now: node.now() });
    const touches = touchedBy(rules, withTimetable(rules, resourceId, timetable), resourceId, promised);
    if (touches.keep !== null && touches.keep !== keep) return { answer: { status: 'touches', ...touches } };
    return { answer: { status: 'changed', timetable: wanted }, version: await putHours(client, tenantNo, { locationId, resourceId, timetable, by }) };
  });
  if (done?.version !== undefined) {
    node.feedWatch?.moved(tenantNo, locationId, done.version);
    node.freedTime?.notice();
  }
  return done && done.answer;
}

function seenIn({ location, resources }: Rules, resourceId: string | null): TimetableSeen | null {
  if (resourceId === null) return seen({ hours: location.openingHours, exceptions: location.exceptions ?? [] });
  const resource = resources.find(({ id, archived }) => id === resourceId && !archived);
  return resource ? seen({ hours: resource.hours ?? null, exceptions: resource.exceptions ?? [] }) : null;
}
