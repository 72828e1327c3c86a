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

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken; a block takes all lanes, those included, so nobody is squeezed in under one.
create or replace function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_squeeze integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_yields boolean,
  p_over_undo boolean, p_command uuid
) returns integer language plpgsql as $$
declare
  v_missing integer := p_lanes;
  v_highest integer := 0;
  v_in_the_way uuid[];
begin
  if p_owner_kind = 'block' and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and lane > p_capacity
        and during && tstzrange(p_start, p_end, '[)') and (expires_at is null or expires_at > clock_timestamp())) then
    return 0;
  end if;
  for v_attempt in 1..2 loop
    for v_lane in 1..p_capacity loop
      exit when v_missing = 0;
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
        v_highest := greatest(v_highest, v_lane);
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    select array_agg(distinct owner_id) into v_in_the_way from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null
        and during && tstzrange(p_start, p_end, '[)') and (expires_at <= clock_timestamp() or (p_over_undo and yields));
    exit when v_in_the_way is null;
    perform gateway.close_holds(p_tenant, p_location, p_version, v_in_the_way, 'expired', p_command);
  end loop;
  if v_missing > 0 and p_squeeze > 0 and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and owner_kind = 'block'
        and during && tstzrange(p_start, p_end, '[)')) then
    return 0;
  end if;
  for v_lane in p_capacity + 1..p_capacity + p_squeeze loop
    exit when v_missing = 0;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
      values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields)
      on conflict do nothing;
    if found then
      v_missing := v_missing - 1;
      v_highest := v_lane;
    end if;
  end loop;
  return case when v_missing = 0 then v_highest else 0 end;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
