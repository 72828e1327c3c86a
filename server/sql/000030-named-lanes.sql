-- A decision about many bookings at once may name the lanes that each of them takes: laid by start and lowest lane first,
-- one could take the lane that another one was found to need.

drop function if exists gateway.take_lanes(bigint, uuid, bigint, bigint, integer, integer, integer, timestamptz, timestamptz, text, uuid, timestamptz, boolean, boolean, uuid);

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken; a block takes all lanes, those included, so nobody is squeezed in under one.
-- `p_on`: these of them and no others. Who chose them saw them free; whether they are is the constraint's word still.
create function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_squeeze integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_yields boolean,
  p_over_undo boolean, p_command uuid, p_on integer[] default null
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
      continue when v_lane <> all(p_on);
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
    continue when v_lane <> all(p_on);
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

-- Takes the claims of a plan, all or none (raises HF001, HF005); answers who got a lane beyond the capacity.
create or replace function gateway.take_claims(
  p_tenant bigint, p_location uuid, p_version bigint, p_claims jsonb, p_now timestamptz, p_over_undo boolean, p_command uuid
) returns uuid[] language plpgsql as $$
declare
  v_squeezed uuid[] := '{}';
  v_lane integer;
  v_count integer;
  c record;
begin
  if jsonb_array_length(p_claims) is null then
    return v_squeezed;
  end if;
  perform gateway.lock_people(p_tenant, p_claims);
  for c in
    select x.*, (select r from resource r where r.tenant_no = p_tenant and r.location_id = p_location
        and r.resource_no = x."resourceNo") as resource
      from jsonb_to_recordset(p_claims)
        as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid,
          seconds float8, yields boolean, "squeezeFrom" timestamptz, "squeezeTo" timestamptz, "on" integer[])
      -- Sorted by key: two commands that take several claims always queue in the same order.
      -- Those that may go beyond the capacity come last: they leave the regular lanes to who may not.
      order by x."resourceNo", x."squeezeFrom" is not null, x."start", x."ownerId"
  loop
    continue when c.resource is null;
    if (c.resource).person_id is not null and c."ownerKind" <> 'block'
        and gateway.is_elsewhere(p_tenant, c.resource, c."start", c."end", c."ownerId", p_over_undo) then
      raise exception 'elsewhere' using errcode = 'HF001';
    end if;
    v_lane := gateway.take_lanes(p_tenant, p_location, p_version, c."resourceNo", (c.resource).capacity,
      case when c."squeezeFrom" is null then 0 else (c.resource).squeeze_lanes end, c.lanes, c."start", c."end",
      c."ownerKind", c."ownerId", p_now + make_interval(secs => c.seconds), coalesce(c.yields, false), p_over_undo, p_command,
      c."on");
    if v_lane = 0 then
      raise exception 'taken' using errcode = 'HF001';
    end if;
    if v_lane > (c.resource).capacity then
      v_squeezed := v_squeezed || c."ownerId";
      select count(distinct owner_id) into v_count from claim
        where tenant_no = p_tenant and resource_no = c."resourceNo" and released_at is null and lane > (c.resource).capacity
          and starts_at >= c."squeezeFrom" and starts_at < c."squeezeTo"
          and (expires_at is null or expires_at > clock_timestamp()) and not (yields and p_over_undo);
      if v_count > (c.resource).squeeze_per_day then
        raise exception 'no more squeeze-ins' using errcode = 'HF005';
      end if;
    end if;
  end loop;
  return v_squeezed;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
