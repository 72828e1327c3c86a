/**
 * Pairs of live claims that want one person at two places: at the same time, or with less between them than the way
 * takes. Blocks keep a place from being sold, not a person from being elsewhere; a hold that ran out, and time kept
 * for an undo, keep nobody. Only what ends after `$1`: what is over cannot be put right, and the way may have been
 * shorter then. For the owner, across tenants; a scalar query, to stand in another.
 *
 * Found by start and by the longest claim there is, not by the constraint's index, which knows nothing of people.
 */
export const inTwoPlacesQuery = `(
  with wanted as (
    select c.tenant_no, c.resource_no, c.starts_at, c.ends_at, c.owner_id, r.person_id, r.location_id
      from resource r join claim c on c.tenant_no = r.tenant_no and c.resource_no = r.resource_no
      where r.person_id is not null and c.released_at is null and c.owner_kind <> 'block' and not c.yields
        and (c.expires_at is null or c.expires_at > clock_timestamp()) and c.ends_at > $1::timestamptz
  ), longest as (
    select coalesce(max(ends_at - starts_at), interval '0') as span from wanted
  )
  select count(*)
    from wanted a
      join resource r on r.tenant_no = a.tenant_no and r.person_id = a.person_id and r.resource_no > a.resource_no
      left join travel_time v on v.tenant_no = a.tenant_no and v.location_id = least(a.location_id, r.location_id)
        and v.other_location_id = greatest(a.location_id, r.location_id)
      cross join lateral (select make_interval(mins => coalesce(v.minutes, 0)) as way) t
      join claim b on b.tenant_no = a.tenant_no and b.resource_no = r.resource_no
        and b.starts_at > a.starts_at - t.way - (select span from longest) and b.starts_at < a.ends_at + t.way
    where b.released_at is null and b.owner_kind <> 'block' and not b.yields and b.owner_id <> a.owner_id
      and (b.expires_at is null or b.expires_at > clock_timestamp()) and b.ends_at > $1::timestamptz
      and a.starts_at < b.ends_at + t.way)`;
