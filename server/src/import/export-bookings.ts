import Papa from 'papaparse';
import type pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import { localTime } from '../locations/local-time.ts';
import { asText, optionalColumns, requiredColumns } from './import-row.ts';

export interface ExportReport {
  rows: number;
  /** Bookings that a row cannot say: an import books one place of one resource a row. */
  left_out: { reference: string; why: 'several_resources' | 'party' | 'squeezed_in' }[];
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
  customer: string | null;
  phone: string | null;
  email: string | null;
}

const rowsPerPage = 1_000;

/**
 * Writes what stands in a location's calendar (cancelled and missed bookings do not) as the CSV that `import` reads,
 * in order of start, page by page and all of it as it was at one moment. Times carry their offset, so none is in
 * doubt where clocks change. `owner` sees every business: the tenant stands in each condition.
 */
export async function exportBookings(
  owner: Pick<pg.Client, 'query'>,
  { tenantNo, locationId }: { tenantNo: TenantNo; locationId: string },
  write: (csv: string) => Promise<void>,
  onProgress: (done: number) => void = () => {},
): Promise<ExportReport> {
  await owner.query('begin transaction isolation level repeatable read read only');
  try {
    const { timeZone, resources } = await readPlace(owner, tenantNo, locationId);
    const report: ExportReport = { rows: 0, left_out: [] };
    await write(`${[...requiredColumns, ...optionalColumns].join(',')}\n`);
    for (let after: ExportedBooking | undefined, last = false; !last; ) {
      const page = await readPage(owner, tenantNo, locationId, after);
      const rows = page.flatMap((booking) => {
        const why = whyNot(booking);
        if (why === null) return [rowOf(booking, timeZone, resources)];
        report.left_out.push({ reference: booking.reference, why });
        return [];
      });
      if (rows.length > 0) await write(`${Papa.unparse(rows, { newline: '\n' })}\n`);
      report.rows += rows.length;
      onProgress(report.rows);
      after = page.at(-1);
      last = page.length < rowsPerPage;
    }
    return report;
  } finally {
    await owner.query('rollback');
  }
}

function whyNot({ resourceIds, partySize, squeezedIn }: ExportedBooking): ExportReport['left_out'][number]['why'] | null {
  if (resourceIds.length !== 1) return 'several_resources';
  if (partySize > 1) return 'party';
  return squeezedIn ? 'squeezed_in' : null;
}

/** In the order of the columns. A row needs a title, and most bookings of a desk have a customer instead. */
function rowOf(booking: ExportedBooking, timeZone: string, resources: ReadonlyMap<string, string>): string[] {
  const { reference, resourceIds, start, end, title, serviceName, customer, phone, email } = booking;
  const named = [title, serviceName, customer, reference].map((name) => name?.trim() ?? '').find((name) => name !== '') ?? '';
  const cells = [
    reference,
    resources.get(resourceIds[0] ?? '') ?? '',
    localTime(start, timeZone),
    localTime(end, timeZone),
    timeZone,
    named,
    customer?.trim() ?? '',
    phone?.trim() ?? '',
    email?.trim() ?? '',
  ];
  return cells.map(asText);
}

async function readPlace(
  owner: Pick<pg.Client, 'query'>,
  tenantNo: TenantNo,
  locationId: string,
): Promise<{ timeZone: string; resources: ReadonlyMap<string, string> }> {
  const { rows } = await owner.query<{ timeZone: string; resources: { id: string; name: string; slug: string }[] }>(
    `select l.time_zone as "timeZone", (select coalesce(jsonb_agg(jsonb_build_object('id', r.resource_id, 'name', r.name, 'slug', r.slug)), '[]')
         from resource r where r.tenant_no = l.tenant_no and r.location_id = l.location_id) as resources
       from location l where l.tenant_no = $1 and l.location_id = $2`,
    [tenantNo, locationId],
  );
  const [place] = rows;
  if (!place) throw new Error('There is no such location.');
  const named = Map.groupBy(place.resources, ({ name }) => name.trim().toLowerCase());
  // An import looks for names first: a resource that shares its name with another is found by its slug alone.
  const resources = place.resources.map(({ id, name, slug }): [string, string] => [id, named.get(name.trim().toLowerCase())?.length === 1 ? name.trim() : slug]);
  return { timeZone: place.timeZone, resources: new Map(resources) };
}

async function readPage(
  owner: Pick<pg.Client, 'query'>,
  tenantNo: TenantNo,
  locationId: string,
  after: ExportedBooking | undefined,
): Promise<ExportedBooking[]> {
  const { rows } = await owner.query<ExportedBooking>(
    `select b.reference, b.resource_ids as "resourceIds", gateway.wire_time(b.starts_at) as start,
         gateway.wire_time(b.ends_at) as end, to_char(b.starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US"Z"') as position,
         b.title, s.name as "serviceName", b.party_size as "partySize", b.squeezed_in as "squeezedIn", c.name as customer, c.phone, c.email
       from booking b
         left join service s on s.tenant_no = b.tenant_no and s.service_id = b.service_id
         left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
       where b.tenant_no = $1 and b.location_id = $2 and b.status not in ('cancelled', 'no_show')
         and ($3::timestamptz is null or (b.starts_at, b.reference collate "C") > ($3::timestamptz, $4))
       -- By what another business has as well, so that what was made of a file is exported in its order.
       order by b.starts_at, b.reference collate "C" limit ${rowsPerPage}`,
    [tenantNo, locationId, after?.position ?? null, after?.reference ?? null],
  );
  return rows;
}
