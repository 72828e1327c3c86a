import type { EditableField } from '@holdfast/protocol/outcomes';
import type { BookingRow, SeriesRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';

/** A handler's context, or whoever only looks at the series of one location. */
export type SeriesReader = Pick<DecisionContext, 'read' | 'tenantNo'> & { catalogue: { location: { id: string } } };

/** By booking the versions of the record that are about it: of $3, at location $2 of tenant $1. */
const aboutBookings = `about as (
    select e.subject_id as booking_id, e.version from event e
      where e.tenant_no = $1 and e.location_id = $2 and e.subject_id = any($3::uuid[])
    union
    select s.subject_id, s.version from event_subject s
      where s.tenant_no = $1 and s.location_id = $2 and s.subject_id = any($3::uuid[])
  )`;

/** A series with its bookings by start, or null when this location has none with this id. */
export async function readSeries(
  { read, tenantNo, catalogue }: SeriesReader,
  seriesId: string,
): Promise<{ series: SeriesRow; bookings: BookingRow[] } | null> {
  return read(async (client) => {
    const { rows } = await client.query<{ series: SeriesRow; bookings: BookingRow[] }>({
      name: 'read-series',
      text: `select gateway.series_row(s) as series,
          (select coalesce(jsonb_agg(gateway.booking_row(b, c) order by b.starts_at, b.booking_id), '[]')
            from booking b left join customer c on c.tenant_no = b.tenant_no and c.customer_id = b.customer_id
            where b.tenant_no = s.tenant_no and b.series_id = s.series_id) as bookings
        from series s where s.tenant_no = $1 and s.location_id = $2 and s.series_id = $3`,
      values: [tenantNo, catalogue.location.id, seriesId],
    });
    return rows[0] ?? null;
  });
}

/** The series alone, or null when this location has none with this id. */
export async function readSeriesAlone({ read, tenantNo, catalogue }: SeriesReader, seriesId: string): Promise<SeriesRow | null> {
  return read(async (client) => {
    const { rows } = await client.query<{ series: SeriesRow }>({
      name: 'read-series-alone',
      text: 'select gateway.series_row(s) as series from series s where s.tenant_no = $1 and s.location_id = $2 and s.series_id = $3',
      values: [tenantNo, catalogue.location.id, seriesId],
    });
    return rows[0]?.series ?? null;
  });
}

/**
 * Which of these bookings were last moved on their own and not with their series, by the record: a move that was
 * taken back does not count, and a move of the series after it makes the booking one of the series again. A move of
 * the series is one that was asked of several, also when only one of them could go; its answer says which it was asked of.
 */
export async function readMovedAlone(
  { read, tenantNo, catalogue }: SeriesReader,
  bookingIds: readonly string[],
): Promise<Set<string>> {
  return read(async (client) => {
    const { rows } = await client.query<{ bookingId: string }>({
      name: 'read-moved-alone',
      text: `with ${aboutBookings}, moves as (
          select distinct on (a.booking_id) a.booking_id,
              e.kind = 'move_series' and jsonb_array_length(c.outcome->'moved') + jsonb_array_length(c.outcome->'unmoved') > 1 as with_series
            from about a
            join event e on e.tenant_no = $1 and e.location_id = $2 and e.version = a.version
            join command c on c.tenant_no = $1 and c.command_id = e.command_id
            where e.kind in ('move_booking', 'run_late', 'move_series') and e.refusal_reason is null
              and not exists (select from event u
                where u.tenant_no = $1 and u.undoes = e.command_id and u.refusal_reason is null)
              -- The named booking is what the event is about even when it could not move.
              and (e.kind <> 'move_series'
                or c.outcome->'moved' @> jsonb_build_array(jsonb_build_object('bookingId', a.booking_id)))
            order by a.booking_id, e.version desc
        )
        select booking_id as "bookingId" from moves where not with_series`,
      values: [tenantNo, catalogue.location.id, bookingIds],
    });
    return new Set(rows.map(({ bookingId }) => bookingId));
  });
}

/**
 * What these bookings were last given on their own and not with their series, by the record: an edit that was taken back
 * does not count. An edit of the series is one that was asked of several; one that says the same again gives nothing.
 */
export async function readGivenAlone(
  { read, tenantNo, catalogue }: SeriesReader,
  bookingIds: readonly string[],
): Promise<Map<string, EditableField[]>> {
  return read(async (client) => {
    const { rows } = await client.query<{ bookingId: string; fields: EditableField[] }>({
      name: 'read-given-alone',
      text: `with ${aboutBookings}, edits as (
          select distinct on (a.booking_id, f.field) a.booking_id, f.field,
              e.kind = 'edit_series' and jsonb_array_length(c.outcome->'edited') > 1 as with_series
            from about a
            join event e on e.tenant_no = $1 and e.location_id = $2 and e.version = a.version
            join command c on c.tenant_no = $1 and c.command_id = e.command_id
            cross join (values ('customer', 'customerId'), ('title', 'title'), ('notes', 'notes')) f(field, stands_in)
            where e.kind in ('edit_booking', 'edit_series') and e.refusal_reason is null
              and not exists (select from event u
                where u.tenant_no = $1 and u.undoes = e.command_id and u.refusal_reason is null)
              and gateway.image_of(e.before, a.booking_id)->f.stands_in is distinct from gateway.image_of(e.after, a.booking_id)->f.stands_in
            order by a.booking_id, f.field, e.version desc
        )
        select booking_id as "bookingId", array_agg(field) as fields from edits where not with_series group by booking_id`,
      values: [tenantNo, catalogue.location.id, bookingIds],
    });
    return new Map(rows.map(({ bookingId, fields }) => [bookingId, fields]));
  });
}
