import type pg from 'pg';
import { mintTenantNo, type TenantNo } from '../access/scope.ts';

export interface NamedLocations {
  tenantNo: TenantNo;
  /** In the order they were named. */
  locationIds: string[];
}

/**
 * Finds locations by slug, all of one business. The command line stands beside the session gate: who may read
 * the database's password may name a tenant. Throws one plain line that says what there is.
 */
export async function namedLocations(
  owner: Pick<pg.Client, 'query'>,
  { tenant, slugs }: { tenant: string | null; slugs: readonly string[] },
): Promise<NamedLocations> {
  const { rows } = await owner.query<{ tenantNo: number; tenant: string; locationId: string; slug: string }>(
    `select l.tenant_no as "tenantNo", t.slug as tenant, l.location_id as "locationId", l.slug
       from location l join tenant t using (tenant_no) order by t.slug, l.slug`,
  );
  const within = rows.filter((row) => row.tenant === (tenant ?? row.tenant));
  if (tenant !== null && within.length === 0) throw new Error(`There is no business "${tenant}". ${thereAre(rows.map((row) => row.tenant))}`);
  for (const slug of slugs)
    if (!within.some((row) => row.slug === slug))
      throw new Error(`There is no location "${slug}". ${thereAre(within.map((row) => row.slug))}`);
  const having = [...new Set(within.map((row) => row.tenant))].filter((name) =>
    slugs.every((slug) => within.some((row) => row.tenant === name && row.slug === slug)),
  );
  const [only] = having;
  if (only === undefined) throw new Error(`No business has all of these locations: ${slugs.join(', ')}.`);
  if (having.length > 1)
    throw new Error(`Several businesses have a location "${slugs.join('", "')}": add --tenant ${having.join(' or --tenant ')}.`);
  const found = slugs.flatMap((slug) => within.find((row) => row.tenant === only && row.slug === slug) ?? []);
  return { tenantNo: mintTenantNo(found[0]?.tenantNo ?? Number.NaN), locationIds: found.map(({ locationId }) => locationId) };
}

const thereAre = (names: readonly string[]): string =>
  names.length > 0 ? `There are: ${[...new Set(names)].join(', ')}.` : 'There is none yet.';
