import { toWire, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Whereabouts } from '@holdfast/domain/travel';
import type { DecisionContext } from '../commands/handler.ts';

/** A booking of the same person at another location: when it has them, and when its customer comes. */
export interface BookingElsewhere extends Whereabouts {
  locationName: string;
  /** IANA. */
  timeZone: string;
  bookingId: string;
  serviceId: string | null;
  /** The person's resource there. */
  resourceId: string;
  resourceIds: string[];
  given: TimeRange;
  /** Whom its staff tell. */
  toName: string | null;
  toPhone: string | null;
  toEmail: string | null;
  customerTimeZone: string | null;
  /** What its staff were asked to tell last of this person, as far as that still counts. */
  notice: LateNotice | null;
  /** Minutes to other locations, by their ids, where there is a way at all. */
  ways: Readonly<Record<string, number>>;
}

/** Who is late, as the location has them where they are; `day`: its local day, `YYYY-MM-DD`. */
export interface LateAt {
  locationId: string;
  locationName: string;
  resourceId: string;
  day: string;
}

/** That a booking begins at `start` instead of `before`; the smaller `turn` is the older. */
export interface LateNotice {
  turn: number;
  before: string;
  start: string;
  lateAt: LateAt;
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
      text: `select distinct l.location_id as "locationId", l.name as "locationName", l.time_zone as "timeZone",
          b.booking_id as "bookingId", b.service_id as "serviceId", r.resource_id as "resourceId", b.resource_ids as "resourceIds",
          coalesce(c.name, b.title) as "toName", c.phone as "toPhone", c.email as "toEmail", c.time_zone as "customerTimeZone",
          (date_part('epoch', k.starts_at) * 1000)::bigint as start, (date_part('epoch', k.ends_at) * 1000)::bigint as "end",
          (date_part('epoch', b.starts_at) * 1000)::bigint as "givenStart", (date_part('epoch', b.ends_at) * 1000)::bigint as "givenEnd",
          (select jsonb_build_object('turn', n.body->'turn', 'before', n.body->'before', 'start', n.body->'start', 'lateAt', n.body->'lateAt')
            from gateway.late_notice($1, b.booking_id, r.resource_id) n where n.message_id is not null) as notice,
          (select coalesce(jsonb_object_agg(case when w.location_id = l.location_id then w.other_location_id else w.location_id end, w.minutes), '{}')
            from travel_time w where w.tenant_no = $1 and l.location_id in (w.location_id, w.other_location_id)) as ways
        from claim k
          join resource r on r.tenant_no = $1 and r.resource_no = k.resource_no
          join booking b on b.tenant_no = $1 and b.booking_id = k.owner_id and b.status in ('booked', 'arrived')
          join location l on l.tenant_no = $1 and l.location_id = b.location_id
          left join customer c on c.tenant_no = $1 and c.customer_id = b.customer_id
        where k.tenant_no = $1 and k.resource_no = any($2::bigint[]) and k.owner_kind = 'booking' and k.released_at is null
          and k.starts_at >= $3 and k.starts_at < $4
        order by start, "locationId"`,
      values: [tenantNo, resourceNos, toWire(range.start), toWire(range.end)],
    });
    return rows.map(({ givenStart, givenEnd, ...row }) => ({ ...row, given: { start: givenStart, end: givenEnd } }));
  });
}
