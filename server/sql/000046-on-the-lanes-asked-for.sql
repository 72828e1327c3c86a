-- Who asks for certain lanes frees nothing on the others. A hold that had run out on one of them gave up what is kept for an
-- undo on all: so of somebody who is late, whose every place is kept by one hold, that hold went as soon as it was made.

-- As in 000042, but for what is in the way: only what lies on a lane that was asked for, or keeps another class out of all.
create or replace function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_squeeze integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_yields boolean,
  p_over_undo boolean, p_command uuid, p_on integer[], p_class text
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
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields, p_class)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
        v_highest := greatest(v_highest, v_lane);
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    select array_agg(distinct owner_id) into v_in_the_way from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null
        and during && tstzrange(p_start, p_end, '[)') and (expires_at <= clock_timestamp() or (p_over_undo and yields))
        and ((lane = any(p_on)) is not false or class_key <> p_class);
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
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
      values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields, p_class)
      on conflict do nothing;
    if found then
      v_missing := v_missing - 1;
      v_highest := v_lane;
    end if;
  end loop;
  return case when v_missing = 0 then v_highest else 0 end;
end $$;
