import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

/** What the record calls a change of what decisions rest on, and of who may come in; `gateway.record_setting` writes them. */
export const settingKinds = [
  'change_settings', 'change_location', 'change_resource', 'change_service', 'change_travel_time', 'change_staff',
  'change_terminal', 'change_api_key', 'change_business',
] as const;
export type SettingKind = (typeof settingKinds)[number];

export const isSettingKind = (kind: string): kind is SettingKind => (settingKinds as readonly string[]).includes(kind);

/** One change, as the record of one location has it. */
export interface SettingChanged {
  /** RFC 3339. */
  at: string;
  /** Slug of the location in whose record it stands. A change of the whole business stands in each. */
  location: string;
  /** The location feed's version it made. */
  version: number;
  kind: SettingKind;
  /** The location, resource, service, member of staff, terminal or API key, for travel times the other location; null: the business. */
  subjectId: string | null;
  /** How it was called after the change; null for settings of the business and for travel times. */
  subjectName: string | null;
  /** A member of staff, or a program as its key is named. Null: nobody; `channel` says from where, then. */
  actorName: string | null;
  terminalName: string | null;
  /** A channel, or `command_line`. */
  channel: string;
  /** Why, where somebody said so. */
  reason: string | null;
  /**
   * Row images of protocol/rows.ts; `{minutes}` of travel times; of the business what it set itself, without defaults. Of
   * keys and terminals never a secret.
   */
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
}

/** Newest first, at most `limit` of them; of one location (id), or of all. `newerThan`: after this version of the one location's feed. */
export async function readSettingHistory(
  db: Database,
  tenantNo: TenantNo,
  { locationId, limit, newerThan = -1 }: { locationId: string | null; limit: number; newerThan?: number | undefined },
): Promise<SettingChanged[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<SettingChanged>({
      name: 'read-setting-history',
      text: `select gateway.wire_time(e.at) as at, l.slug as location, e.version, e.kind, e.subject_id as "subjectId",
          e.after->>'name' as "subjectName", coalesce(s.name, k.name) as "actorName", t.name as "terminalName", e.channel, e.reason, e.before, e.after
        from event e
          join location l on l.tenant_no = e.tenant_no and l.location_id = e.location_id
          left join staff s on s.tenant_no = e.tenant_no and s.staff_id = e.actor_id
          left join api_key k on k.tenant_no = e.tenant_no and k.key_id = e.actor_id
          left join terminal t on t.tenant_no = e.tenant_no and t.terminal_id = e.terminal_id
        -- As the index event_of_settings says it: they are few among many.
        where e.tenant_no = $1 and starts_with(e.kind, 'change_') and e.location_id = coalesce($2, e.location_id)
          and e.version > $4
        order by e.at desc, l.slug, e.version desc limit $3`,
      values: [tenantNo, locationId, limit, newerThan],
    });
    return rows;
  });
}

export interface ChangedValue {
  /** The path to it, e.g. `holdSeconds.web`. */
  name: string;
  /** Null: not set. */
  from: unknown;
  to: unknown;
}

/** What changed, value by value: `holdSeconds.web: 300 → 240`. */
export function changedValues({ before, after }: Pick<SettingChanged, 'before' | 'after'>): ChangedValue[] {
  const [was, is] = [flat(before ?? {}), flat(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const [from, to] = [was.get(name) ?? null, is.get(name) ?? null];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ name, from, to }];
  });
}

/** Objects by the path to each of their values; lists are values. */
function flat(image: object, prefix = ''): Map<string, unknown> {
  return new Map(
    Object.entries(image).flatMap(([name, value]: [string, unknown]): [string, unknown][] =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? [...flat(value, `${prefix}${name}.`)] : [[`${prefix}${name}`, value]],
    ),
  );
}
