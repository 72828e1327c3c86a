import { toWire, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Whereabouts } from '@holdfast/domain/travel';
import type { DecisionContext } from '../commands/handler.ts';

/** A booking of the same person at another location: when it has them, and when its customer comes. */
export interface BookingElsewhere extends Whereabouts {
  locationName: string;
  given: TimeRange;
  /** Minutes to other locations, by their ids, where there is a way at all. */
  ways: Readonly<Record<string, number>>;
}

/** What has not begun of these resources and starts in the range; numbers of the person's resources at other locations. */
export async function readElsewhere(
  { tenantNo, read }: Pick<DecisionContext, 'tenantNo' | 'read'>,
  resourceNos: readonly number[],
  range: TimeRange,
): Promise<BookingElsewhere[]> {
  return read(async (client) => {
    const { rows } = await client.query<Omit<BookingElsewhere, 'given'> & { givenStart: Instant; givenEnd: Instant }>({
      name: 'read-late-elsewhere',
      text: `select distinct l.location_id as "locationId", l.name as "locationName",
          (date_part('epoch', c.starts_at) * 1000)::bigint as start, (date_part('epoch', c.ends_at) * 1000)::bigint as "end",
          (date_part('epoch', b.starts_at) * 1000)::bigint as "givenStart", (date_part('epoch', b.ends_at) * 1000)::bigint as "givenEnd",
          (select coalesce(jsonb_object_agg(case when w.location_id = l.location_id then w.other_location_id else w.location_id end, w.minutes), '{}')
            from travel_time w where w.tenant_no = $1 and l.location_id in (w.location_id, w.other_location_id)) as ways
        from claim c
          join booking b on b.tenant_no = $1 and b.booking_id = c.owner_id and b.status in ('booked', 'arrived')
          join location l on l.tenant_no = $1 and l.location_id = b.location_id
        where c.tenant_no = $1 and c.resource_no = any($2::bigint[]) and c.owner_kind = 'booking' and c.released_at is null
          and c.starts_at >= $3 and c.starts_at < $4
        order by start, "locationId"`,
      values: [tenantNo, resourceNos, toWire(range.start), toWire(range.end)],
    });
    return rows.map(({ givenStart, givenEnd, ...row }) => ({ ...row, given: { start: givenStart, end: givenEnd } }));
  });
}
