-- Exceptions somebody answers for (squeeze-ins, waived rules, deposits), and people who work at several places.

alter table booking
  add column deposit_reference text, -- where the deposit that the service demanded was paid
  add column waived jsonb; -- {"rules","reason"}: set aside for it by somebody who may
alter table hold
  add column squeeze_reason text,
  add column waived jsonb;

-- One number for a person, for advisory locks: there is no row of a person. Two who share it only wait for each other.
create or replace function gateway.person_key(r resource) returns bigint language sql immutable as $$
  select hashtextextended(r.person_id::text, r.tenant_no)
$$;

-- The people behind the resources of these claims, locked to the end of the transaction: the location's lock keeps
-- one location in order, and a person may be wanted at two. Always after the location's lock and sorted by key, so
-- that nobody waits in a circle.
create or replace function gateway.lock_people(p_tenant bigint, p_claims jsonb) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(key) from (
    select gateway.person_key(r) as key from resource r
      where r.tenant_no = p_tenant and r.person_id is not null and r.resource_no = any(array(
        select (claim->>'resourceNo')::bigint from jsonb_array_elements(p_claims) claim))
      order by key offset 0) people;
end $$;

-- Whether the person behind a resource has something else to do at another place, the way between included. Asked
-- under lock_people. Blocks keep a place from being sold, not a person from being elsewhere.
create or replace function gateway.is_elsewhere(
  p_tenant bigint, p_resource resource, p_start timestamptz, p_end timestamptz, p_owner uuid, p_over_undo boolean
) returns boolean language sql stable as $$
  select exists (
    select from resource other
      left join travel_time way on way.tenant_no = p_tenant
        and way.location_id = least(p_resource.location_id, other.location_id)
        and way.other_location_id = greatest(p_resource.location_id, other.location_id)
      cross join lateral (select make_interval(mins => coalesce(way.minutes, 0)) as travel) t
      join claim c on c.tenant_no = p_tenant and c.resource_no = other.resource_no and c.released_at is null
        and c.during && tstzrange(p_start - t.travel, p_end + t.travel, '[)')
      where other.tenant_no = p_tenant and other.person_id = p_resource.person_id
        and other.resource_no <> p_resource.resource_no and c.owner_kind <> 'block' and c.owner_id <> p_owner
        and (c.expires_at is null or c.expires_at > clock_timestamp()) and not (p_over_undo and c.yields))
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
