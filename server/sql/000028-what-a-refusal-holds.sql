-- What a refusal holds is written together as well: three openings cost six statements instead of eighteen, and at a
-- crowded house everybody waits behind refusals.

-- Takes all that one candidate of a refusal needs, or nothing; answers whether it could be had.
create function gateway.take_candidate(
  p_tenant bigint, p_location uuid, p_version bigint, p_candidate jsonb, p_expires timestamptz, p_command uuid
) returns boolean language plpgsql as $$
declare
  v_hold_id uuid := (p_candidate->'hold'->>'hold_id')::uuid;
  v_resource resource;
  v_claim record;
begin
  for v_claim in
    select x.* from jsonb_to_recordset(p_candidate->'claims')
      as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
      order by x."resourceNo", x."start"
  loop
    select * into v_resource from resource
      where tenant_no = p_tenant and location_id = p_location and resource_no = v_claim."resourceNo";
    continue when not found;
    if v_resource.person_id is not null
          and gateway.is_elsewhere(p_tenant, v_resource, v_claim."start", v_claim."end", v_hold_id, false)
        or gateway.take_lanes(p_tenant, p_location, p_version, v_claim."resourceNo", v_resource.capacity, 0,
          v_claim.lanes, v_claim."start", v_claim."end", 'hold', v_hold_id, p_expires, false, false, p_command) = 0 then
      -- Taken after all, perhaps in part: give back what this call took of it.
      delete from claim where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = v_hold_id and released_at is null;
      return false;
    end if;
  end loop;
  return true;
end $$;

-- Records a refusal for good and really holds up to `holdMax` of the candidates, nearest first. p_refusal is a
-- PlannedRefusal of server/src/commands/plan.ts.
-- With `restsOn` it was planned without the location's lock: raises HF001 when one of them is gone, since then what was
-- asked for may be free, or when a candidate was taken meanwhile, one that is offered unheld too.
-- Without, the caller holds the lock since before it looked for candidates, so they are still free.
-- Holding must not empty a calendar: per asker only the newest refusal's are held, and per location and
-- day no more than `dayQuota` alternatives at a time; the rest are offered unheld.
create or replace function gateway.record_refusal(p_tenant bigint, p_refusal jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_command jsonb := p_refusal->'command';
  v_command_id uuid := (p_refusal->'command'->>'id')::uuid;
  v_location uuid := (p_refusal->>'locationId')::uuid;
  v_outcome jsonb := p_refusal->'outcome';
  v_asker text := p_refusal->>'asker';
  v_expires timestamptz;
  v_version bigint;
  v_alternatives jsonb := '[]';
  v_wanted uuid[] := '{}'; -- holds of the candidates that are to be held
  v_days text[] := '{}'; -- and the days those lie on
  v_day text;
  v_held integer;
  v_taken uuid[];
  v_holds hold[];
  v_changes change[];
  v_hold hold;
  v_change change;
  v_hold_ids uuid[];
  v_missing integer;
  o record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_refusal->>'catalogueVersion')::bigint);
  -- First, so that one that is sent again leaves before it meets the holds it placed itself.
  if exists (select from command where tenant_no = p_tenant and command_id = v_command_id) then
    raise exception 'command id is known' using errcode = 'HF000';
  end if;
  if jsonb_array_length(p_refusal->'restsOn') > 0 and exists (
    select from jsonb_to_recordset(p_refusal->'restsOn') as b("resourceNo" bigint, lane integer, start timestamptz, "ownerId" uuid)
      where not exists (select from claim c where c.tenant_no = p_tenant and c.resource_no = b."resourceNo"
        and c.lane = b.lane and c.starts_at = b.start and c.owner_id = b."ownerId" and c.released_at is null
        and (c.expires_at is null or c.expires_at > clock_timestamp())))
  then
    raise exception 'no longer in the way' using errcode = 'HF001';
  end if;
  v_expires := clock_timestamp() + make_interval(secs => coalesce((p_refusal->>'holdSeconds')::float8, 60));

  if v_asker is not null then
    select coalesce(array_agg(hold_id), '{}') into v_hold_ids from hold
      where tenant_no = p_tenant and location_id = v_location and asker = v_asker and status = 'active'
        and refused_command_id is not null;
    if cardinality(v_hold_ids) > 0 then
      perform gateway.close_holds(p_tenant, v_location, v_version, v_hold_ids, 'released', v_command_id);
    end if;
  end if;

  if jsonb_array_length(p_refusal->'candidates') > 0 then
    perform gateway.lock_people(p_tenant, jsonb_path_query_array(p_refusal, '$.candidates[*].claims[*]'));
    for o in
      select (value->'hold'->>'hold_id')::uuid as hold_id, value->>'dayStart' as day, value->>'dayEnd' as day_end,
          (value->>'dayQuota')::integer as quota
        from jsonb_array_elements(p_refusal->'candidates') with ordinality as e(value, place) order by place
    loop
      exit when cardinality(v_wanted) >= coalesce((p_refusal->>'holdMax')::integer, 0);
      if o.day is distinct from v_day then
        v_day := o.day;
        -- No further than to the quota: a day may have hundreds.
        select count(*) into v_held from (select from hold where tenant_no = p_tenant and location_id = v_location and status = 'active'
          and refused_command_id is not null and expires_at > clock_timestamp()
          and starts_at >= o.day::timestamptz and starts_at < o.day_end::timestamptz limit o.quota) h;
      end if;
      if v_held + cardinality(array_positions(v_days, o.day)) < o.quota then
        v_wanted := v_wanted || o.hold_id;
        v_days := v_days || o.day;
      end if;
    end loop;

    -- All at once where nothing but single lanes that belong to nobody are wanted, and none has a hold in it that ran out.
    with asked as (
      select (e.value->'hold'->>'hold_id')::uuid as hold_id, x.*, r.capacity = 1 and x.lanes = 1 and r.person_id is null as is_single
        from jsonb_array_elements(p_refusal->'candidates') e cross join jsonb_to_recordset(e.value->'claims')
          as x("resourceNo" bigint, lanes integer, start timestamptz, "end" timestamptz)
        left join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
        where (e.value->'hold'->>'hold_id')::uuid = any(v_wanted)
    ), taken as (
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at)
        select p_tenant, a."resourceNo", 1, a.start, a."end", 'hold', a.hold_id, v_expires from asked a where a.is_single
        on conflict do nothing returning 1
    )
    select (select count(*) from asked) - (select count(*) from taken) into v_missing;
    v_taken := v_wanted;
    if v_missing > 0 then
      delete from claim where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = any(v_wanted) and released_at is null;
      v_taken := '{}';
      for o in
        select value as candidate, (value->'hold'->>'hold_id')::uuid as hold_id
          from jsonb_array_elements(p_refusal->'candidates') with ordinality as e(value, place) order by place
      loop
        if o.hold_id = any(v_wanted) and gateway.take_candidate(p_tenant, v_location, v_version, o.candidate, v_expires, v_command_id) then
          v_taken := v_taken || o.hold_id;
        end if;
      end loop;
      if p_refusal ? 'restsOn' and cardinality(v_taken) < cardinality(v_wanted) then
        raise exception 'taken' using errcode = 'HF001';
      end if;
    end if;
    if p_refusal ? 'restsOn' and exists (
      select from jsonb_array_elements(p_refusal->'candidates') e
        cross join jsonb_to_recordset(e.value->'claims') as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
        join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
        where (e.value->'hold'->>'hold_id')::uuid <> all(v_wanted)
          and r.capacity - x.lanes < (select count(distinct other.lane) from claim other
            where other.tenant_no = p_tenant and other.resource_no = x."resourceNo" and other.lane <= r.capacity
              and other.released_at is null and other.during && tstzrange(x."start", x."end", '[)')
              and (other.expires_at is null or other.expires_at > clock_timestamp())))
    then
      raise exception 'offered and taken' using errcode = 'HF001';
    end if;

    select count(*) into v_change.idx from change where tenant_no = p_tenant and location_id = v_location and version = v_version;
    for o in
      select value as candidate, (value->'hold'->>'hold_id')::uuid as hold_id
        from jsonb_array_elements(p_refusal->'candidates') with ordinality as e(value, place) order by place
    loop
      if o.hold_id = any(v_taken) then
        v_hold := gateway.hold_of(p_tenant, v_location, o.candidate->'hold' || jsonb_build_object(
          'purpose', 'alternative', 'asker', coalesce(v_asker, v_command_id::text), 'refused_command_id', v_command_id), v_expires, false);
        v_holds := v_holds || v_hold;
        v_change := gateway.change_of(p_tenant, v_location, v_version, v_change.idx, 'hold', o.hold_id, gateway.hold_row(v_hold), v_command_id);
        v_changes := v_changes || v_change;
        v_change.idx := v_change.idx + 1;
        v_alternatives := v_alternatives || jsonb_build_array((o.candidate->'offer') || jsonb_build_object(
          'holdId', o.hold_id, 'heldUntil', gateway.wire_time(v_expires)));
      elsif o.hold_id <> all(v_wanted) then
        v_alternatives := v_alternatives || jsonb_build_array(o.candidate->'offer');
      end if;
    end loop;
    insert into hold select * from unnest(v_holds);
    insert into change select * from unnest(v_changes);
  end if;

  v_outcome := v_outcome || jsonb_build_object('version', v_version, 'alternatives', v_alternatives);
  perform gateway.store_outcome(p_tenant, v_location, v_version, v_command, 'refused', v_outcome);
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, v_outcome->>'reason', null, v_outcome);
  return v_outcome;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
