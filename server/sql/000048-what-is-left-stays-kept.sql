-- Of the minutes that are kept until somebody who is late is there the desk takes what it books, and no more: their hold ended
-- whole, and the rest of them was for sale. What is kept for an undo still ends whole: it cannot come back where it was, and
-- the rest of it is the nearest other time.

-- Has claims that yield in part make way for one on a lane, for its time: on that lane, and on every one where they keep
-- another class out. What lies before and after it stays, and a hold of which nothing stays ends. Where something else is in
-- the way as well nothing makes way. Left out and put in again: what is released was given up, and this somebody else has.
create function gateway.make_way(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_lane integer, p_start timestamptz, p_end timestamptz,
  p_class text, p_yielding bigint[], p_command uuid
) returns void language plpgsql as $$
declare
  v_wanted tstzrange := tstzrange(p_start, p_end, '[)');
  v_there claim[];
begin
  select array_agg(c) into v_there from claim c
    where tenant_no = p_tenant and resource_no = p_resource and released_at is null and during && v_wanted
      and (lane = p_lane or class_key <> p_class);
  if v_there is null or exists (select from unnest(v_there) where claim_no <> all(p_yielding)) then
    return;
  end if;
  delete from claim where claim_no in (select claim_no from unnest(v_there));
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
    select tenant_no, resource_no, lane, lower(piece), upper(piece), owner_kind, owner_id, expires_at, yields, class_key
      from unnest(v_there) cross join lateral unnest(tstzmultirange(during) - tstzmultirange(v_wanted)) piece;
  perform gateway.close_holds(p_tenant, p_location, p_version, (
    select array_agg(distinct gone.owner_id) from unnest(v_there) gone where not exists (select from claim c
      where c.tenant_no = p_tenant and c.owner_id = gone.owner_id and c.owner_kind = 'hold' and c.released_at is null)), 'expired', p_command);
end $$;

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well, and of what is kept until somebody is there what it takes.
-- `p_squeeze`: lanes beyond the capacity, when the regular ones are taken; a block takes all lanes, those included, so nobody
-- is squeezed in under one.
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
  v_yielding bigint[];
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
      if v_yielding is not null then
        perform gateway.make_way(p_tenant, p_location, p_version, p_resource, v_lane, p_start, p_end, p_class, v_yielding, p_command);
      end if;
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields, p_class)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
        v_highest := greatest(v_highest, v_lane);
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    -- The hold of who is late has the id of the command that said so.
    select array_agg(distinct owner_id) filter (where not in_part), array_agg(claim_no) filter (where in_part) into v_in_the_way, v_yielding
      from (select *, expires_at > clock_timestamp() and exists (select from command k
            where k.tenant_no = p_tenant and k.command_id = c.owner_id and k.kind = 'run_late') as in_part
        from claim c where tenant_no = p_tenant and resource_no = p_resource and released_at is null
          and during && tstzrange(p_start, p_end, '[)') and (expires_at <= clock_timestamp() or (p_over_undo and yields))
          and ((lane = any(p_on)) is not false or class_key <> p_class)) there;
    exit when v_in_the_way is null and v_yielding is null;
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
    if v_yielding is not null then
      perform gateway.make_way(p_tenant, p_location, p_version, p_resource, v_lane, p_start, p_end, p_class, v_yielding, p_command);
    end if;
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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
