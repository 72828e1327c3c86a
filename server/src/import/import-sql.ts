import type { Conflict, Outcome } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

export interface KnownResource {
  id: string;
  slug: string;
  name: string;
}

export async function readResources(db: Database, tenantNo: TenantNo, locationId: string): Promise<KnownResource[]> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<KnownResource>(
      `select resource_id as id, slug, name from resource
        where tenant_no = $1 and location_id = $2 and not archived order by position, resource_id`,
      [tenantNo, locationId],
    );
    return rows;
  });
}

export async function insertRoom(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  room: { id: string; slug: string; name: string },
): Promise<void> {
  await db.pool.query('select gateway.put_resource($1, $2, $3)', [tenantNo, locationId, { ...room, kind: 'room' }]);
}

/** The answers already given to these command ids. */
export async function readAnswers(db: Database, tenantNo: TenantNo, commandIds: string[]): Promise<Map<string, Outcome>> {
  return db.readAs(tenantNo, async (client) => {
    const { rows } = await client.query<{ id: string; outcome: Outcome }>(
      'select command_id as id, outcome from command where tenant_no = $1 and command_id = any($2)',
      [tenantNo, commandIds],
    );
    return new Map(rows.map(({ id, outcome }) => [id, outcome]));
  });
}

/** What stands in the way, by the name people know it: a booking's reference, else what it is. */
export async function nameConflicts(
  db: Database,
  tenantNo: TenantNo,
  locationId: string,
  conflicts: readonly Conflict[],
): Promise<string[]> {
  const names = await db.readAs(tenantNo, async (client) => {
    const found: string[] = [];
    for (const { kind, resourceId, start, end } of conflicts) {
      if (kind !== 'booking') {
        found.push(kind);
        continue;
      }
      const { rows } = await client.query<{ reference: string }>(
        `select reference from booking
          where tenant_no = $1 and location_id = $2 and resource_ids @> array[$3::uuid]
            and occupied_from < $5 and occupied_to > $4 and status not in ('cancelled', 'no_show')
          order by starts_at`,
        [tenantNo, locationId, resourceId, start, end],
      );
      found.push(...rows.map(({ reference }) => reference));
    }
    return found;
  });
  return [...new Set(names)];
}
