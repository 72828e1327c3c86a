-- Rules that people set: who changed them stands in the record, and of two who change the same at once the second is told.

-- What may stand in a rule is said by server/src/locations/rules.ts. What decisions would trip over is kept out here, too.
alter table location add constraint location_kinds check (jsonb_typeof(kinds) = 'object') not valid;
alter table service
  add constraint service_kind_buffers check (jsonb_typeof(kind_buffers) = 'object') not valid,
  add constraint service_no_show_policy check (no_show_policy is null
    or coalesce(jsonb_typeof(no_show_policy->'from') = 'number' and no_show_policy->>'then' in ('deposit', 'approval'), false)) not valid;

-- What a smaller capacity leaves beyond it from now on: who booked or holds one of the lanes that go, the soonest first.
create function gateway.beyond_capacity(p_tenant bigint, p_resource resource, p_capacity integer) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', c.owner_kind, 'id', c.owner_id, 'start', gateway.wire_time(c.starts_at),
      'end', gateway.wire_time(c.ends_at), 'reference', b.reference, 'who', coalesce(cu.name, b.title, h.customer_name)) order by c.starts_at, c.owner_id), '[]')
    from (select owner_kind, owner_id, min(starts_at) as starts_at, max(ends_at) as ends_at from claim
        where tenant_no = p_tenant and resource_no = p_resource.resource_no and released_at is null
          and lane > p_capacity and lane <= p_resource.capacity and owner_kind <> 'block'
          and ends_at > clock_timestamp() and (expires_at is null or expires_at > clock_timestamp())
        group by owner_kind, owner_id) c
      left join booking b on b.tenant_no = p_tenant and b.booking_id = c.owner_id
      left join customer cu on cu.tenant_no = p_tenant and cu.customer_id = b.customer_id
      left join hold h on h.tenant_no = p_tenant and h.hold_id = c.owner_id
$$;

-- Changes rules of a location ('location': its kinds), a resource or a service, from the next command on. `p_rules` and
-- `p_expected` name them as the row does; `p_expected` is what the change rests on. Claims keep what they took: their
-- buffers, and lanes that are beyond the capacity now. p_by: {"channel", "actorId", "terminalId"}.
-- Answers null when it is done; {"moved": true} when something is not as expected; {"touches": […]} when a smaller capacity
-- would leave somebody beyond it and nobody has confirmed that. Then nothing has changed.
create function gateway.change_rules(
  p_tenant bigint, p_location uuid, p_of text, p_subject uuid, p_rules jsonb, p_expected jsonb, p_confirmed boolean, p_by jsonb
) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location location;
  v_resource resource;
  v_service service;
  v_before jsonb;
  v_after jsonb;
  v_touches jsonb;
  v_version bigint;
begin
  perform from feed_head where tenant_no = p_tenant and location_id = p_location for update;
  select * into v_location from location where tenant_no = p_tenant and location_id = p_location;
  select * into v_resource from resource where tenant_no = p_tenant and location_id = p_location and resource_id = p_subject;
  select * into v_service from service where tenant_no = p_tenant and location_id = p_location and service_id = p_subject;
  v_before := case p_of when 'location' then gateway.location_row(v_location)
    when 'resource' then gateway.resource_row(v_resource) else gateway.service_row(v_service) end;
  if v_before->>'id' is null or v_before || p_expected <> v_before then
    return '{"moved": true}';
  end if;
  v_after := v_before || p_rules;
  if p_of = 'resource' and (v_after->>'capacity')::integer < v_resource.capacity and not p_confirmed then
    v_touches := gateway.beyond_capacity(p_tenant, v_resource, (v_after->>'capacity')::integer);
    if v_touches <> '[]' then
      return jsonb_build_object('touches', v_touches);
    end if;
  end if;
  v_version := gateway.catalogue_moves(p_tenant, p_location);
  if p_of = 'location' then
    update location set kinds = v_after->'kinds'
      where tenant_no = p_tenant and location_id = p_location;
  elsif p_of = 'resource' then
    update resource set capacity = (v_after->>'capacity')::smallint, squeeze_lanes = (v_after->>'squeezeLanes')::smallint,
        squeeze_per_day = (v_after->>'squeezePerDay')::smallint
      where tenant_no = p_tenant and resource_id = p_subject;
    -- A block takes a resource whole, so also the lanes that are new. Nobody is in them: none is squeezed in under a block.
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
      select p_tenant, c.resource_no, added.lane, c.starts_at, c.ends_at, 'block', c.owner_id
        from claim c cross join generate_series(v_resource.capacity + 1, (v_after->>'capacity')::integer) as added(lane)
        where c.tenant_no = p_tenant and c.resource_no = v_resource.resource_no and c.released_at is null
          and c.owner_kind = 'block' and c.lane = 1 and c.ends_at > clock_timestamp()
      on conflict do nothing;
  else
    update service set duration_minutes = (v_after->>'durationMinutes')::integer,
        preparation_minutes = (v_after->>'preparationMinutes')::integer, cleanup_minutes = (v_after->>'cleanupMinutes')::integer,
        kind_buffers = v_after->'kindBuffers', no_show_policy = nullif(v_after->'noShowPolicy', 'null')
      where tenant_no = p_tenant and service_id = p_subject;
  end if;
  perform gateway.append_change(p_tenant, p_location, v_version, p_of, (v_before->>'id')::uuid, v_after, null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_' || p_of, (v_before->>'id')::uuid, v_before, v_after, p_by);
  return null;
end $$;

-- Both locations decide by it, so it stands in the record of both; the lesser id first, as everybody locks them. False:
-- it is not as expected, and nothing has changed. `p_expected` null: whatever it is.
drop function gateway.put_travel_time(bigint, uuid, uuid, integer);
create function gateway.put_travel_time(
  p_tenant bigint, p_location uuid, p_other uuid, p_minutes integer, p_expected integer default null,
  p_by jsonb default '{"channel": "command_line"}'
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_first uuid := least(p_location, p_other);
  v_second uuid := greatest(p_location, p_other);
  v_before integer;
  v_image jsonb;
begin
  perform from feed_head where tenant_no = p_tenant and location_id in (v_first, v_second) order by location_id for update;
  select minutes into v_before from travel_time
    where tenant_no = p_tenant and location_id = v_first and other_location_id = v_second;
  if p_expected <> coalesce(v_before, 0) then
    return false;
  end if;
  insert into travel_time (tenant_no, location_id, other_location_id, minutes)
    values (p_tenant, v_first, v_second, p_minutes)
    on conflict (tenant_no, location_id, other_location_id) do update set minutes = excluded.minutes;
  v_image := case when v_before is not null then jsonb_build_object('minutes', v_before) end;
  perform gateway.record_setting(p_tenant, v_first, gateway.catalogue_moves(p_tenant, v_first), 'change_travel_time', v_second,
    v_image, jsonb_build_object('minutes', p_minutes), p_by);
  perform gateway.record_setting(p_tenant, v_second, gateway.catalogue_moves(p_tenant, v_second), 'change_travel_time', v_first,
    v_image, jsonb_build_object('minutes', p_minutes), p_by);
  return true;
end $$;

-- Policies of the business: server/src/locations/policies.ts says what may stand there. Null puts a setting back to
-- its default; hold times are by channel, so naming one leaves the others. Every location decides anew, and its record
-- says by what it did before. p_by: {"channel", "actorId", "terminalId"}. False: they are not as expected (all that the
-- business has set itself), and nothing has changed. `p_expected` null: whatever they are.
drop function gateway.put_settings(bigint, jsonb, jsonb);
create function gateway.put_settings(
  p_tenant bigint, p_settings jsonb, p_by jsonb default '{"channel": "command_line"}', p_expected jsonb default null
) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_before jsonb;
  v_after jsonb;
  v_location uuid;
begin
  perform from feed_head where tenant_no = p_tenant order by location_id for update;
  select settings into v_before from tenant where tenant_no = p_tenant;
  if p_expected <> v_before then
    return false;
  end if;
  update tenant set settings = jsonb_strip_nulls(settings || p_settings || case
      when jsonb_typeof(p_settings->'holdSeconds') = 'object'
        then jsonb_build_object('holdSeconds', coalesce(settings->'holdSeconds', '{}') || (p_settings->'holdSeconds'))
      else '{}' end)
    where tenant_no = p_tenant returning settings into v_after;
  for v_location in select location_id from feed_head where tenant_no = p_tenant order by location_id loop
    perform gateway.record_setting(p_tenant, v_location, gateway.catalogue_moves(p_tenant, v_location), 'change_settings',
      null, v_before, v_after, p_by);
  end loop;
  return true;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
