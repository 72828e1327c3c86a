import type pg from 'pg';

/** Two claims on the same lane of the same resource at the same time: what must never exist. */
export interface Overlap {
  claim: number;
  other: number;
}

/**
 * A self-join that relies on no constraint and on no index it would need: what the constraint promises, checked
 * another way. `table` must have the key columns of `claim`.
 */
export async function overlappingClaims(admin: Pick<pg.Pool, 'query'>, table = 'claim'): Promise<Overlap[]> {
  const { rows } = await admin.query<Overlap>(
    `select a.claim_no as claim, b.claim_no as other from ${table} a join ${table} b
       on a.tenant_no = b.tenant_no and a.resource_no = b.resource_no and a.lane = b.lane
         and a.claim_no < b.claim_no and a.starts_at < b.ends_at and b.starts_at < a.ends_at
     where a.released_at is null and b.released_at is null`,
  );
  return rows;
}
