-- Two functions of 000042, in what they make way with.
--
-- Who asks for certain lanes frees nothing on the others: a hold that had run out on one of them gave up what is kept for an
-- undo on all. So of somebody who is late, whose every place is kept by one hold, that hold went as soon as it was made.

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken; a block takes all lanes, those included, so nobody is squeezed in under one.
-- `p_on`: these of them and no others, and only what lies on them, or keeps another class out of all, makes way. Who chose
-- them saw them free; whether they are is the constraint's word still.
-- `p_class`: what gateway.class_on says; others than of it are in the way on every lane.
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

-- And what is over does not keep classes from being kept apart again: it raised where something taken in between lay across it.

-- Has the claims ahead on a resource say what its rule asks for, after that was changed; those that say it already stay as
-- they were sold. What is kept for an undo, or ran out, and would be in the way is given up.
create or replace function gateway.keep_apart(p_resource resource, p_version bigint) returns void language plpgsql as $$
declare
  v_in_the_way uuid[];
begin
  with live as (select c.*, k.known_by from gateway.classes_ahead(p_resource) k join claim c using (claim_no) where c.class_key is null)
  select array_agg(distinct live.owner_id) into v_in_the_way
    from live join live other on other.known_by <> live.known_by and other.during && live.during
    where live.yields or live.expires_at <= clock_timestamp();
  if v_in_the_way is not null then
    perform gateway.close_holds(p_resource.tenant_no, p_resource.location_id, p_version, v_in_the_way, 'expired', null);
  end if;
  -- What is over keeps the name it had when classes were kept apart before, also beside what was taken there in between.
  update claim c set class_key = null from gateway.classes_ahead(p_resource) k join claim ahead using (claim_no)
    where c.tenant_no = p_resource.tenant_no and c.resource_no = p_resource.resource_no and c.released_at is null
      and c.ends_at <= clock_timestamp() and c.during && ahead.during and c.class_key <> k.known_by;
  update claim c set class_key = k.known_by from gateway.classes_ahead(p_resource) k
    where c.claim_no = k.claim_no and (c.class_key is null) <> (k.known_by is null);
end $$;
