import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';

export interface ImportedBooking {
  reference: string;
  locationId: string;
  resourceIds: string[];
  start: Date;
  end: Date;
  title: string | null;
  partySize: number;
  status: string;
}

/** Bookings that already carry one of these references, anywhere in the business. */
export async function readByReference(
  db: Database,
  tenantNo: TenantNo,
  references: readonly string[],
): Promise<Map<string, ImportedBooking>> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<ImportedBooking>(
      `select reference, location_id as "locationId", resource_ids as "resourceIds", starts_at as start,
         ends_at as "end", title, party_size as "partySize", status
       from booking where tenant_no = $1 and reference = any($2)`,
      [tenantNo, references],
    );
    return new Map(rows.map((row) => [row.reference, row]));
  });
}

/** References of what occupies these resources during a span, at most ten. */
export async function readConflictingReferences(
  db: Database,
  tenantNo: TenantNo,
  span: { locationId: string; resourceIds: readonly string[]; start: string; end: string },
): Promise<string[]> {
  return db.readOnce(tenantNo, async (client) => {
    const { rows } = await client.query<{ reference: string }>(
      `select reference from booking
       where tenant_no = $1 and location_id = $2 and resource_ids && $3
         and occupied_from < $5 and occupied_to > $4 and status not in ('cancelled', 'no_show')
         -- No booking with its buffers is longer than eight days.
         and starts_at > $4::timestamptz - interval '8 days' and starts_at < $5
       order by starts_at limit 10`,
      [tenantNo, span.locationId, span.resourceIds, span.start, span.end],
    );
    return rows.map(({ reference }) => reference);
  });
}
