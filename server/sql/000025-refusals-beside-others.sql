-- A refusal is planned beside others and stored in one call; the lock is not held while openings are looked for.

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
  v_hold_max integer := coalesce((p_refusal->>'holdMax')::integer, 0);
  v_expires timestamptz;
  v_version bigint;
  v_alternatives jsonb := '[]';
  v_held integer := 0;
  v_hold_id uuid;
  v_free boolean;
  v_hold_ids uuid[];
  v_candidate jsonb;
  v_claim record;
  v_resource resource;
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

  perform gateway.lock_people(p_tenant, jsonb_path_query_array(p_refusal, '$.candidates[*].claims[*]'));
  for v_candidate in select value from jsonb_array_elements(coalesce(p_refusal->'candidates', '[]')) loop
    exit when jsonb_array_length(v_alternatives) >= 3;
    if v_held < v_hold_max and (
      select count(*) from hold where tenant_no = p_tenant and location_id = v_location and status = 'active'
        and refused_command_id is not null and expires_at > clock_timestamp()
        and starts_at >= (v_candidate->>'dayStart')::timestamptz
        and starts_at < (v_candidate->>'dayEnd')::timestamptz
    ) < (v_candidate->>'dayQuota')::integer then
      v_hold_id := (v_candidate->'hold'->>'hold_id')::uuid;
      v_free := true;
      for v_claim in
        select x.* from jsonb_to_recordset(v_candidate->'claims')
          as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
          order by x."resourceNo", x."start"
      loop
        select * into v_resource from resource
          where tenant_no = p_tenant and location_id = v_location and resource_no = v_claim."resourceNo";
        continue when not found;
        v_free := (v_resource.person_id is null
            or not gateway.is_elsewhere(p_tenant, v_resource, v_claim."start", v_claim."end", v_hold_id, false))
          and gateway.take_lanes(p_tenant, v_location, v_version, v_claim."resourceNo", v_resource.capacity, 0,
            v_claim.lanes, v_claim."start", v_claim."end", 'hold', v_hold_id, v_expires, false, false, v_command_id) > 0;
        exit when not v_free;
      end loop;
      if v_free then
        perform gateway.put_hold(p_tenant, v_location, v_version, v_candidate->'hold' || jsonb_build_object(
          'purpose', 'alternative', 'asker', coalesce(v_asker, v_command_id::text), 'refused_command_id', v_command_id),
          v_expires, false, v_command_id);
        v_held := v_held + 1;
        v_alternatives := v_alternatives || jsonb_build_array((v_candidate->'offer') || jsonb_build_object(
          'holdId', v_hold_id, 'heldUntil', gateway.wire_time(v_expires)));
      elsif p_refusal ? 'restsOn' then
        raise exception 'taken' using errcode = 'HF001';
      else
        -- Taken after all, perhaps in part: give back what this call took of it.
        delete from claim where tenant_no = p_tenant and owner_id = v_hold_id;
      end if;
    elsif p_refusal ? 'restsOn' and exists (
      select from jsonb_to_recordset(v_candidate->'claims') as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
        join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
        where r.capacity - x.lanes < (select count(distinct other.lane) from claim other
          where other.tenant_no = p_tenant and other.resource_no = x."resourceNo" and other.lane <= r.capacity
            and other.released_at is null and other.during && tstzrange(x."start", x."end", '[)')
            and (other.expires_at is null or other.expires_at > clock_timestamp())))
    then
      raise exception 'offered and taken' using errcode = 'HF001';
    else
      v_alternatives := v_alternatives || jsonb_build_array(v_candidate->'offer');
    end if;
  end loop;

  v_outcome := v_outcome || jsonb_build_object('version', v_version, 'alternatives', v_alternatives);
  perform gateway.store_outcome(p_tenant, v_location, v_version, v_command, 'refused', v_outcome);
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, v_outcome->>'reason', null, v_outcome);
  return v_outcome;
end $$;

-- As nodes older than this file call it: what one raises undoes them all.
create or replace function gateway.apply_group(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_outcomes jsonb := gateway.apply_each(p_group);
  v_raised text;
begin
  select o->>'raised' into v_raised from jsonb_array_elements(v_outcomes) o where o ? 'raised' limit 1;
  if v_raised is not null then
    raise exception 'one of the group is not to be had' using errcode = v_raised;
  end if;
  return v_outcomes;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
