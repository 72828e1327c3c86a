import { bookedHoursPerDay, daysAhead, opensAtHour } from './seed-shape.ts';

/** Somebody comes on so many days of filling in a row, then somebody else: five bookings a customer. */
const daysPerCustomer = 5;
/** Bookings are made so long before they begin; past the days filled ahead, so never in the future. */
const bookedBefore = `interval '30 days'`;

/** Calendar date of the `index`-th day filled: first those ahead, then from yesterday back. */
const dateSql = (index: string): string =>
  `($5::date + (case when ${index} < ${daysAhead} then ${index} else ${daysAhead - 1} - ${index} end)::integer)`;

/** A version 8 UUID that rises with `at`, like the UUIDv7 that terminals mint; then the location and the number. */
const idSql = (at: string, number: string): string =>
  `(lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0') || '8' || lpad(to_hex($3::integer), 3, '0')
      || '8' || lpad(to_hex(${number}), 15, '0'))::uuid`;

/**
 * `HF-` and seven letters like the ones the gateway mints, and as scattered: multiplying by an odd number maps the
 * 35 bits (7 bits location beyond the 24 of its numbers are enough for 1 000) onto themselves.
 */
const referenceSql = (number: string): string => {
  const letter = (shift: number): string =>
    `substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', (scattered >> ${shift} & 31)::integer + 1, 1)`;
  return `(select 'HF-' || ${[30, 25, 20, 15, 10, 5, 0].map(letter).join(' || ')}
      from (select ((($3::bigint << 24) + ${number}) * 165901211 & ((1::bigint << 35) - 1)) as scattered) s)`;
};

const firstNames = 'Ana Ben Chloe Dev Ella Finn Grace Hugo Ivy Jonas Kira Leo Mia Noah Olga Paul Rosa Sam Tara Yusuf';
const lastNames = 'Adler Berg Costa Dunn Evans Fischer Gray Haas Iversen Jones Khan Lind Moreau Novak Okafor Park Quinn Rossi Silva Wong';
const nameSql = (number: string): string =>
  `(string_to_array('${firstNames}', ' '))[${number} % 20 + 1] || ' ' || (string_to_array('${lastNames}', ' '))[${number} / 20 % 20 + 1]`;

/**
 * Bookings number $6 up to $7 (from 0, half-open) of one location, each with its claim, and their customers. Answers
 * how many. Parameters: tenant_no, location_id, the location's number, service_id, day of seeding, from, to, resources.
 *
 * Set-based, in the order of the exclusion constraint's key, so that each part of its index is visited once. The same
 * numbers give the same rows, except for what the database numbers itself.
 */
export const insertBookingsSql = `
  with numbered as (
    select n, day_index, place, 2 - (place + day_index) % 3 as free_hour, n % ${bookedHoursPerDay} as k,
      day_index / ${daysPerCustomer} * per_day + n % per_day as customer_number
    from (select $8::bigint * ${bookedHoursPerDay} as per_day) size, generate_series($6::bigint, $7::bigint - 1) n,
      lateral (select n / per_day as day_index, n % per_day / ${bookedHoursPerDay} as place) at
  ), timed as (
    -- The hours of opening in groups of three: two of each are booked, one stays free.
    select n, place, customer_number, (${dateSql('day_index')} + make_interval(hours => ${opensAtHour}
        + (k / 2 * 3 + k % 2 + case when k % 2 >= free_hour then 1 else 0 end)::integer)) at time zone 'UTC' as starts_at,
      ${dateSql(`(day_index / ${daysPerCustomer} * ${daysPerCustomer})`)}::timestamp at time zone 'UTC' as customer_since
    from numbered
  ), planned as materialized (
    select t.n, t.starts_at, t.starts_at < $5::date as past, r.resource_id, r.resource_no, t.customer_number,
      ${idSql(`t.starts_at - ${bookedBefore}`, 't.n')} as booking_id,
      ${idSql(`t.customer_since - ${bookedBefore}`, 't.customer_number')} as customer_id
    from timed t
      join resource r on r.tenant_no = $1 and r.location_id = $2 and r.position = t.place + 1
  ), customers as (
    insert into customer (tenant_no, customer_id, name, phone, visits)
    select $1, customer_id, ${nameSql('customer_number')},
        -- No country has +999: nobody is ever called.
        '+999' || lpad($3::text, 4, '0') || lpad(customer_number::text, 8, '0'), count(*) filter (where past)
      from planned group by customer_id, customer_number
      on conflict (tenant_no, customer_id) do update set visits = customer.visits + excluded.visits
  ), claims as (
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
    select $1, resource_no, 1, starts_at, starts_at + interval '1 hour', 'booking', booking_id
      from planned order by resource_no, starts_at
  )
  insert into booking (tenant_no, booking_id, location_id, reference, service_id, resource_ids, starts_at, ends_at,
      occupied_from, occupied_to, status, version, channel, customer_id, notes, created_at)
  select $1, booking_id, $2, ${referenceSql('n')}, $4, array[resource_id], starts_at, starts_at + interval '1 hour',
      starts_at, starts_at + interval '1 hour', case when past then 'done' else 'booked' end, 1, 'import', customer_id,
      'Measuring data', starts_at - ${bookedBefore}
    from planned order by booking_id`;
