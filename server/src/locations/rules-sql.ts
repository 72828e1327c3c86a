import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import type { PersonElsewhere, RuleRows } from './rules-view.ts';
import type { ChangedBy } from './settings-sql.ts';

const personElsewhere = `jsonb_build_object('id', r.resource_id, 'personId', r.person_id, 'named', o.slug || '/' || r.slug, 'name', r.name,
               'locationId', r.location_id, 'location', o.name)`;

/** What a location's rules stand in, as it is now; null: there is no such location. */
export async function readRuleRows(db: Database, tenantNo: TenantNo, locationId: string): Promise<RuleRows | null> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<RuleRows>({
      name: 'read-rule-rows',
      text: `select gateway.location_row(l) as location,
          (select coalesce(jsonb_agg(gateway.resource_row(r) order by r.position, r.slug), '[]') from resource r
             where r.tenant_no = l.tenant_no and r.location_id = l.location_id and not r.archived) as resources,
          (select coalesce(jsonb_agg(gateway.service_row(s) order by s.position, s.slug), '[]') from service s
             where s.tenant_no = l.tenant_no and s.location_id = l.location_id and not s.archived) as services,
          (select coalesce(jsonb_agg(jsonb_build_object('id', o.location_id, 'slug', o.slug, 'name', o.name,
               'minutes', coalesce(v.minutes, 0)) order by o.slug), '[]')
             from location o left join travel_time v on v.tenant_no = o.tenant_no
               and v.location_id = least(o.location_id, l.location_id) and v.other_location_id = greatest(o.location_id, l.location_id)
             where o.tenant_no = l.tenant_no and o.location_id <> l.location_id) as travel,
          (select coalesce(jsonb_agg(${personElsewhere} order by o.slug, r.slug), '[]')
             from resource r join location o on o.tenant_no = r.tenant_no and o.location_id = r.location_id
             where r.tenant_no = l.tenant_no and not r.archived and (r.kind = 'person' or r.person_id is not null)) as people
        from location l where l.tenant_no = $1 and l.location_id = $2`,
      values: [tenantNo, locationId],
    });
    return rows[0] ?? null;
  });
}

/** Resources by `location/resource`, and whoever is the same person as one of them; of archived ones only that they are. */
export async function readPeopleNamed(db: Database, tenantNo: TenantNo, names: readonly string[]): Promise<{ people: PersonElsewhere[]; archived: string[] }> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ person: PersonElsewhere; archived: boolean }>({
      name: 'read-people-named',
      text: `with named as (
          select r.resource_id, r.person_id, r.archived from resource r join location o on o.tenant_no = r.tenant_no and o.location_id = r.location_id
            where r.tenant_no = $1 and o.slug || '/' || r.slug = any($2))
        select ${personElsewhere} as person, r.archived
          from resource r join location o on o.tenant_no = r.tenant_no and o.location_id = r.location_id
          where r.tenant_no = $1 and (r.resource_id in (select resource_id from named)
            or (not r.archived and r.person_id in (select person_id from named where not archived)))
          order by o.slug, r.slug`,
      values: [tenantNo, names],
    });
    const of = (archived: boolean) => rows.filter((row) => row.archived === archived).map(({ person }) => person);
    return { people: of(false), archived: of(true).map(({ named }) => named) };
  });
}

/** Somebody whom a rule meets where they are: a smaller capacity leaves them beyond it. They keep their place. */
export interface Touched {
  kind: 'booking' | 'hold';
  id: string;
  /** RFC 3339; what is occupied around it included. */
  start: string;
  end: string;
  reference: string | null;
  who: string | null;
}

/** Somebody who wants a person that somebody else wants at another place. */
export interface TornBetween extends Touched {
  location: string;
  timeZone: string;
}

export type RowRules =
  | { of: 'location'; rules: { kinds: Record<string, object> } }
  /** `samePersonAs`: the id of another resource that is the same person from now on; null: nobody else. */
  | { of: 'resource'; rules: Pick<ResourceRow, 'capacity' | 'squeezeLanes' | 'squeezePerDay' | 'oneClassAtATime'> & { samePersonAs?: string | null } }
  | { of: 'service'; rules: Partial<ServiceRow> };

/**
 * `moved`: something is not as expected any more. `touches`: nobody has confirmed that it leaves these beyond the capacity.
 * `mixed`: these are there at one time, and not of one class. `inTwoPlaces`: these would want one person at two places.
 */
export type RowAnswer = 'changed' | 'moved' | { touches: Touched[] } | { mixed: Touched[] } | { inTwoPlaces: TornBetween[] };

export interface RowChange {
  subjectId: string;
  /** What it rests on, named as the rules. */
  expected: object;
  confirmed: boolean;
  by: ChangedBy;
}

/** Every node decides by it from the next command on, terminals hear of it in the feed, and the record says who did it. */
export async function changeRow(db: Database, tenantNo: TenantNo, locationId: string, { of, rules }: RowRules, change: RowChange): Promise<RowAnswer> {
  const { rows } = await db.query<{ answer: null | { moved: true } | Exclude<RowAnswer, string> }>({
    text: 'select gateway.change_rules($1, $2, $3, $4, $5, $6, $7, $8) as answer',
    values: [tenantNo, locationId, of, change.subjectId, JSON.stringify(rules), JSON.stringify(change.expected), change.confirmed, JSON.stringify(change.by)],
  });
  const answer = rows[0]?.answer ?? null;
  return answer === null ? 'changed' : 'moved' in answer ? 'moved' : answer;
}

/** `expected`: the minutes it rests on. */
export async function putTravelTime(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  { other, minutes, expected, by }: { other: string; minutes: number; expected: number; by: ChangedBy },
): Promise<'changed' | 'moved'> {
  const { rows } = await db.query<{ done: boolean }>({
    text: 'select gateway.put_travel_time($1, $2, $3, $4, $5, $6) as done',
    values: [tenantNo, locationId, other, minutes, expected, JSON.stringify(by)],
  });
  return rows[0]?.done === true ? 'changed' : 'moved';
}
