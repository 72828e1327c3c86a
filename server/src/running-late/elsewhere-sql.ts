import { toWire, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Whereabouts } from '@holdfast/domain/travel';
import type { DecisionContext } from '../commands/handler.ts';

/** A booking at another location, and what its staff tell its customer. */
export interface ToldOf {
  locationId: string;
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
  /** The `turn` of the newest that its staff were ever asked to tell of this person, also of what was taken back; 0: nothing. */
  lastTurn: number;
  /** What makes them late for it, by what each place said last of itself; nothing that was taken back. */
  delays: readonly Delay[];
}

/** A booking of the same person at another location: when it has them, and when its customer comes. */
export interface BookingElsewhere extends Whereabouts, ToldOf {
  locationId: string;
  locationName: string;
  /** Minutes to other locations, by their ids, where there is a way at all. */
  ways: Readonly<Record<string, number>>;
}

/** What a command said of a booking; `remains`: the newest notice without that, which counts once the command is taken back. */
export interface NoticedBooking extends ToldOf {
  remains: LateNotice | null;
}

/** Who is late, as the location has them where they are; `day`: its local day, `YYYY-MM-DD`. */
export interface LateAt {
  locationId: string;
  locationName: string;
  resourceId: string;
  day: string;
}

/** That a booking begins at `start` instead of `before`. */
export interface LateNotice {
  before: string;
  start: string;
  lateAt: LateAt;
}

/** By this delay alone it begins at `start`; `given`: when it was booked for then. */
export interface Delay {
  given: string;
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
    const { rows } = await client.query<Row<BookingElsewhere>>({
      name: 'read-late-elsewhere',
      text: `select distinct l.name as "locationName",
          r.resource_id as "resourceId", ${toldOf},
          (date_part('epoch', k.starts_at) * 1000)::bigint as start, (date_part('epoch', k.ends_at) * 1000)::bigint as "end",
          (select ${lateNotice} from gateway.late_notice($1, b.booking_id, r.resource_id) n where n.message_id is not null) as notice,
          ${lastTurnOf('r.resource_id::text')} as "lastTurn", ${delaysFor('r.resource_id::text')} as delays,
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
    return rows.map(withGiven);
  });
}

/**
 * What several locations say of somebody they say one after the other, and each knows what the one before said: until the
 * end of the transaction. All that the command may move, so that it takes its people in one order; under the location's lock.
 */
export async function lockPeople({ tenantNo, read }: Pick<DecisionContext, 'tenantNo' | 'read'>, resourceIds: readonly string[]): Promise<void> {
  await read((client) => client.query({
    name: 'lock-people',
    text: `select gateway.lock_people($1, (select coalesce(jsonb_agg(jsonb_build_object('resourceNo', r.resource_no)), '[]')
      from resource r where r.tenant_no = $1 and r.resource_id = any($2::uuid[])))`,
    values: [tenantNo, resourceIds],
  }));
}

/** What a command told of bookings at other locations that are still where they were and still that person's; `delays`: but for its own. */
export async function readNoticed({ tenantNo, read }: Pick<DecisionContext, 'tenantNo' | 'read'>, commandId: string): Promise<NoticedBooking[]> {
  return read(async (client) => {
    const { rows } = await client.query<Row<NoticedBooking>>({
      name: 'read-late-noticed',
      text: `select m.body->>'lateResourceId' as "resourceId", ${toldOf},
          (select ${lateNotice} from gateway.late_notice($1, b.booking_id, (m.body->>'lateResourceId')::uuid) n where n.message_id is not null) as notice,
          (select ${lateNotice} from message n where ${saidOf(`m.body->>'lateResourceId'`)} and ${countsBut('$2')}
            order by (n.body->>'turn')::integer desc, n.message_id desc limit 1) as remains,
          ${lastTurnOf(`m.body->>'lateResourceId'`)} as "lastTurn", ${delaysFor(`m.body->>'lateResourceId'`, '$2')} as delays
        from message m
          join booking b on b.tenant_no = $1 and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
            and (m.body->>'lateResourceId')::uuid = any(b.resource_ids)
          join location l on l.tenant_no = $1 and l.location_id = b.location_id
          left join customer c on c.tenant_no = $1 and c.customer_id = b.customer_id
        where m.tenant_no = $1 and m.command_id = $2 and m.kind = 'running_late' and m.body ? 'lateAt'
        order by b.starts_at, b.booking_id`,
      values: [tenantNo, commandId],
    });
    return rows.map(withGiven);
  });
}

type Row<T extends ToldOf> = Omit<T, 'given'> & { givenStart: Instant; givenEnd: Instant };

const toldOf = `l.location_id as "locationId", l.time_zone as "timeZone",
  b.booking_id as "bookingId", b.service_id as "serviceId", b.resource_ids as "resourceIds",
  coalesce(c.name, b.title) as "toName", c.phone as "toPhone", c.email as "toEmail", c.time_zone as "customerTimeZone",
  (date_part('epoch', b.starts_at) * 1000)::bigint as "givenStart", (date_part('epoch', b.ends_at) * 1000)::bigint as "givenEnd"`;

const lateNotice = `jsonb_build_object('before', n.body->'before', 'start', n.body->'start', 'lateAt', n.body->'lateAt')`;

/** What was said of the booking and this person, as `n`. */
const saidOf = (lateResourceId: string): string => `n.tenant_no = $1 and n.subject_id = b.booking_id and n.kind = 'running_late' and n.body ? 'lateAt'
        and n.body->>'lateResourceId' = ${lateResourceId}`;

/** That it was neither taken back nor said by this command, which is about to be. */
const countsBut = (commandId: string): string => `n.command_id is distinct from ${commandId}::uuid
        and not exists (select from event u where u.tenant_no = $1 and u.undoes = n.command_id)`;

const lastTurnOf = (lateResourceId: string): string => `(
  select coalesce(max((n.body->>'turn')::integer), 0) from message n where ${saidOf(lateResourceId)})`;

/** Of each delay the newest that was said, by its place and day. Notices of before they said so were of their own delay. */
const delaysFor = (lateResourceId: string, butOf = 'null'): string => `(
  select coalesce(jsonb_agg(d.delay), '[]') from (
    select distinct on (x.delay->'lateAt'->>'resourceId', x.delay->'lateAt'->>'day') x.delay
      from message n cross join lateral (select coalesce(n.body->'delay', jsonb_build_object(
        'given', least(n.body->>'start', n.body->>'before'), 'start', n.body->'start', 'lateAt', n.body->'lateAt')) as delay) x
      where ${saidOf(lateResourceId)} and not n.body ? 'takesBack' and ${countsBut(butOf)}
      order by x.delay->'lateAt'->>'resourceId', x.delay->'lateAt'->>'day', (n.body->>'turn')::integer desc, n.message_id desc) d)`;

function withGiven<R extends { givenStart: Instant; givenEnd: Instant }>({ givenStart, givenEnd, ...row }: R): Omit<R, 'givenStart' | 'givenEnd'> & { given: TimeRange } {
  return { ...row, given: { start: givenStart, end: givenEnd } };
}
