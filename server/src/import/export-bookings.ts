import Papa from 'papaparse';
import type pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import { localTime } from '../locations/local-time.ts';
import { asText, betweenResources, furtherColumns, optionalColumns, requiredColumns } from './import-row.ts';

export interface ExportReport {
  rows: number;
}

interface ExportedBooking {
  reference: string;
  resourceIds: string[];
  /** RFC 3339 in UTC. */
  start: string;
  end: string;
  /** To the microsecond, for the next page. */
  position: string;
  title: string | null;
  serviceName: string | null;
  partySize: number;
  squeezedIn: boolean;
  squeezeReason: string | null;
  customer: string | null;
  phone: string | null;
  email: string | null;
}

const rowsPerPage = 1_000;

/**
 * Writes what stands in a location's calendar (cancelled and missed bookings do not) as the CSV that `import` reads,
 * in order of start, page by page and all of it as it was at one moment. Who was squeezed in comes last, or an import
 * would give them the place of somebody who has one. Times carry their offset, so none is in doubt where clocks change.
 * `owner` sees every business: the tenant stands in each condition.
 */
export async function exportBookings(
  owner: Pick<pg.Client, 'query'>,
  { tenantNo, locationId }: { tenantNo: TenantNo; locationId: string },
  write: (csv: string) => Promise<void>,
  onProgress: (done: number) => void = () => {},
): Promise<ExportReport> {
  await owner.query('begin transaction isolation level repeatable read read only');
  try {
    const place = await readPlace(owner, tenantNo, locationId);
    const report: ExportReport = { rows: 0 };
    await write(`${[...requiredColumns, ...optionalColumns, ...(place.needsFurther ? furtherColumns : [])].join(',')}\n`);
    for (const squeezedIn of place.needsFurther ? [false, true] : [false])
      for (let after: ExportedBooking | undefined, last = false; !last; ) {
        const page = await readPage(owner, { tenantNo, locationId, squeezedIn }, after);
        if (page.length > 0) await write(`${Papa.unparse(page.map((booking) => rowOf(booking, place)), { newline: '\n' })}\n`);
        report.rows += page.length;
        onProgress(report.rows);
        after = page.at(-1);
        last = page.length < rowsPerPage;
      }
    return report;
  } finally {
    await owner.query('rollback');
  }
}

/** In the order of the columns. A row needs a title, and most bookings of a desk have a customer instead. */
function rowOf(booking: ExportedBooking, { timeZone, resources, needsFurther }: Place): string[] {
  const { reference, resourceIds, start, end, title, serviceName, customer, phone, email, partySize, squeezedIn, squeezeReason } = booking;
  const [first = '', ...more] = resourceIds.map((id) => resources.get(id) ?? '');
  const named = [title, serviceName, customer, reference].map((name) => name?.trim() ?? '').find((name) => name !== '') ?? '';
  const cells = [
    reference,
    first,
    localTime(start, timeZone),
    localTime(end, timeZone),
    timeZone,
    named,
    customer?.trim() ?? '',
    phone?.trim() ?? '',
    email?.trim() ?? '',
    ...(needsFurther ? [more.join(betweenResources), partySize === 1 ? '' : String(partySize), squeezedIn ? squeezeReason?.trim() || 'yes' : ''] : []),
  ];
  return cells.map(asText);
}

interface Place {
  timeZone: string;
  /** What a row calls each resource, by id. */
  resources: ReadonlyMap<string, string>;
  /** One booking at least is of several resources, for a party, or squeezed in. */
  needsFurther: boolean;
}

async function readPlace(owner: Pick<pg.Client, 'query'>, tenantNo: TenantNo, locationId: string): Promise<Place> {
  const { rows } = await owner.query<{ timeZone: string; needsFurther: boolean; resources: { id: string; name: string; slug: string }[] }>(
    `select l.time_zone as "timeZone", (select coalesce(jsonb_agg(jsonb_build_object('id', r.resource_id, 'name', r.name, 'slug', r.slug)), '[]')
         from resource r where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources,
         exists (select from booking b where b.tenant_no = l.tenant_no and b.location_id = l.location_id
           and b.status not in ('cancelled', 'no_show')
           and (cardinality(b.resource_ids) > 1 or b.party_size > 1 or b.squeezed_in)) as "needsFurther"
       from location l where l.tenant_no = $1 and l.location_id = $2`,
    [tenantNo, locationId],
  );
  const [place] = rows;
  if (!place) throw new Error('There is no such location.');
  const named = Map.groupBy(place.resources, ({ name }) => name.trim().toLowerCase());
  // An import looks for names first: a resource that shares its name with another is found by its slug alone.
  const isPlain = (name: string) => named.get(name.trim().toLowerCase())?.length === 1 && !name.includes(betweenResources);
  const resources = place.resources.map(({ id, name, slug }): [string, string] => [id, isPlain(name) ? name.trim() : slug]);
  return { ...place, resources: new Map(resources) };
}

async function readPage(
  owner: Pick<pg.Client, 'query'>,
  { tenantNo, locationId, squeezedIn }: { tenantNo: TenantNo; locationId: string; squeezedIn: boolean },
  after: ExportedBooking | undefined,
): Promise<ExportedBooking[]> {
  const { rows } = await owner.query<ExportedBooking>(
    `select b.reference, b.resource_ids as "resourceIds", gateway.wire_time(b.starts_at) as start,
         gateway.wire_time(b.ends_at) as end, to_char(b.starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"Z"') as position,
         b.title, s.name as "serviceName", b.party_size as "partySize", b.squeezed_in as "squeezedIn",
         b.squeeze_reason as "squeezeReason", c.name as customer, c.phone, c.email
       from booking b
         left join service s on s.tenant_no = b.tenant_no and s.service_id = b.service_id
         left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
       where b.tenant_no = $1 and b.location_id = $2 and b.status not in ('cancelled', 'no_show') and b.squeezed_in = $5
         and ($3::timestamptz is null or (b.starts_at, b.reference collate "C") > ($3::timestamptz, $4))
       -- By what another business has as well, so that what was made of a file is exported in its order.
       order by b.starts_at, b.reference collate "C" limit ${rowsPerPage}`,
    [tenantNo, locationId, after?.position ?? null, after?.reference ?? null, squeezedIn],
  );
  return rows;
}
