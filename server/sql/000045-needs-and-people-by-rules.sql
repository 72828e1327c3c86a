-- What a service needs, and which person a resource is, are rules that people set, like the others.
--
-- What is booked keeps the resources it was sold with, whatever its service needs by now: server/src/bookings/sold-service.ts.

-- Who would want one person at two places at once, the way between included, if a resource were the same person as these
-- others; as gateway.beyond_capacity names them, with where that is. What ops/in-two-places.ts counts.
create function gateway.wanted_in_two_places(p_resource resource, p_others bigint[]) returns jsonb language sql stable as $$
  with torn as (
    select a as mine, b as theirs, p_resource.location_id as here, o.location_id as there
      from claim a
        join resource o on o.tenant_no = p_resource.tenant_no and o.resource_no = any(p_others)
        left join travel_time v on v.tenant_no = o.tenant_no and v.location_id = least(p_resource.location_id, o.location_id)
          and v.other_location_id = greatest(p_resource.location_id, o.location_id)
        cross join lateral (select make_interval(mins => coalesce(v.minutes, 0)) as travel) t
        join claim b on b.tenant_no = o.tenant_no and b.resource_no = o.resource_no and b.released_at is null
          and b.during && tstzrange(a.starts_at - t.travel, a.ends_at + t.travel, '[)')
      where a.tenant_no = p_resource.tenant_no and a.resource_no = p_resource.resource_no and a.released_at is null
        and a.ends_at > clock_timestamp() and b.ends_at > clock_timestamp() and a.owner_id <> b.owner_id
        and a.owner_kind <> 'block' and b.owner_kind <> 'block' and not a.yields and not b.yields
        and (a.expires_at is null or a.expires_at > clock_timestamp()) and (b.expires_at is null or b.expires_at > clock_timestamp())
  ), owners as (
    select (c).owner_kind, (c).owner_id, location_id, min((c).starts_at) as starts_at, max((c).ends_at) as ends_at
      from (select mine, here from torn union all select theirs, there from torn) each_of(c, location_id)
      group by (c).owner_kind, (c).owner_id, location_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('kind', m.owner_kind, 'id', m.owner_id, 'start', gateway.wire_time(m.starts_at),
      'end', gateway.wire_time(m.ends_at), 'reference', b.reference, 'who', coalesce(cu.name, b.title, h.customer_name, h.title),
      'location', l.name, 'timeZone', l.time_zone) order by m.starts_at, m.owner_id), '[]')
    from owners m
      join location l on l.tenant_no = p_resource.tenant_no and l.location_id = m.location_id
      left join booking b on b.tenant_no = p_resource.tenant_no and b.booking_id = m.owner_id
      left join customer cu on cu.tenant_no = p_resource.tenant_no and cu.customer_id = b.customer_id
      left join hold h on h.tenant_no = p_resource.tenant_no and h.hold_id = m.owner_id
$$;

-- Changes rules of a location ('location': its kinds), a resource or a service, from the next command on. `p_rules` and
-- `p_expected` name them as the row does; `p_expected` is what the change rests on. Claims keep what they took: their
-- buffers, and lanes that are beyond the capacity now. p_by: {"channel", "actorId", "terminalId"}.
-- Answers null when it is done; {"moved": true} when something is not as expected; {"touches": […]} when a smaller capacity
-- would leave somebody beyond it and nobody has confirmed that; {"mixed": […]} when these are at one time on what is to keep
-- classes apart; {"inTwoPlaces": […]} when these would want one person at two places. Then nothing has changed.
-- `samePersonAs` in the rules of a resource: another resource that is the same person, or null, nobody else.
create or replace function gateway.change_rules(
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
  v_as resource;
  v_person uuid;
begin
  -- Every location where the person works decides by where else they do; in order, as put_settings locks them.
  perform from feed_head where tenant_no = p_tenant and (location_id = p_location or p_rules ? 'samePersonAs')
    order by location_id for update;
  select * into v_location from location where tenant_no = p_tenant and location_id = p_location;
  select * into v_resource from resource where tenant_no = p_tenant and location_id = p_location and resource_id = p_subject;
  select * into v_service from service where tenant_no = p_tenant and location_id = p_location and service_id = p_subject;
  v_before := case p_of when 'location' then gateway.location_row(v_location)
    when 'resource' then gateway.resource_row(v_resource) else gateway.service_row(v_service) end;
  if v_before->>'id' is null or v_before || p_expected <> v_before then
    return '{"moved": true}';
  end if;
  v_after := v_before || (p_rules - 'samePersonAs');
  if p_rules ? 'samePersonAs' then
    select * into v_as from resource
      where tenant_no = p_tenant and resource_id = (p_rules->>'samePersonAs')::uuid and resource_id <> p_subject;
    if v_as.resource_id is null and p_rules->>'samePersonAs' is not null then
      return '{"moved": true}';
    end if;
    v_person := case when v_as.resource_id is not null then coalesce(v_as.person_id, gen_random_uuid()) end;
    v_touches := gateway.wanted_in_two_places(v_resource, array(select r.resource_no from resource r
      where r.tenant_no = p_tenant and r.resource_id <> p_subject and (r.person_id = v_person or r.resource_id = v_as.resource_id)));
    if v_touches <> '[]' then
      return jsonb_build_object('inTwoPlaces', v_touches);
    end if;
    v_after := v_after || jsonb_build_object('personId', v_person);
  end if;
  if p_of = 'resource' and (v_after->>'capacity')::integer < v_resource.capacity and not p_confirmed then
    v_touches := gateway.beyond_capacity(p_tenant, v_resource, (v_after->>'capacity')::integer);
    if v_touches <> '[]' then
      return jsonb_build_object('touches', v_touches);
    end if;
  end if;
  -- What keeps them apart already was sold that way.
  if p_of = 'resource' and not (v_resource.one_class_at_a_time and v_resource.capacity > 1) then
    v_touches := gateway.mixed_on(v_resource, (v_after->>'oneClassAtATime')::boolean, (v_after->>'capacity')::smallint);
    if v_touches <> '[]' then
      return jsonb_build_object('mixed', v_touches);
    end if;
  end if;
  v_version := gateway.catalogue_moves(p_tenant, p_location);
  if p_of = 'location' then
    update location set kinds = v_after->'kinds'
      where tenant_no = p_tenant and location_id = p_location;
  elsif p_of = 'resource' then
    update resource set capacity = (v_after->>'capacity')::smallint, squeeze_lanes = (v_after->>'squeezeLanes')::smallint,
        squeeze_per_day = (v_after->>'squeezePerDay')::smallint, one_class_at_a_time = (v_after->>'oneClassAtATime')::boolean,
        person_id = (v_after->>'personId')::uuid
      where tenant_no = p_tenant and resource_id = p_subject;
    -- A block takes a resource whole, so also the lanes that are new. Nobody is in them: none is squeezed in under a block.
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
      select p_tenant, c.resource_no, added.lane, c.starts_at, c.ends_at, 'block', c.owner_id
        from claim c cross join generate_series(v_resource.capacity + 1, (v_after->>'capacity')::integer) as added(lane)
        where c.tenant_no = p_tenant and c.resource_no = v_resource.resource_no and c.released_at is null
          and c.owner_kind = 'block' and c.lane = 1 and c.ends_at > clock_timestamp()
      on conflict do nothing;
    perform gateway.keep_apart(r, v_version) from resource r where r.tenant_no = p_tenant and r.resource_id = p_subject;
  else
    update service set duration_minutes = (v_after->>'durationMinutes')::integer,
        preparation_minutes = (v_after->>'preparationMinutes')::integer, cleanup_minutes = (v_after->>'cleanupMinutes')::integer,
        kind_buffers = v_after->'kindBuffers', no_show_policy = nullif(v_after->'noShowPolicy', 'null'),
        is_class = (v_after->>'isClass')::boolean, needs = array(select jsonb_array_elements_text(v_after->'needs'))
      where tenant_no = p_tenant and service_id = p_subject;
    if not v_service.is_class and (v_after->>'isClass')::boolean then
      perform gateway.make_class(p_tenant, p_location, p_subject, v_version);
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, v_version, p_of, (v_before->>'id')::uuid, v_after, null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_' || p_of, (v_before->>'id')::uuid, v_before, v_after, p_by);
  if p_rules ? 'samePersonAs' then
    update feed_head h set catalogue_version = catalogue_version + 1
      where h.tenant_no = p_tenant and h.location_id <> p_location and exists (select from resource r
        where r.tenant_no = p_tenant and r.location_id = h.location_id and r.person_id in (v_resource.person_id, v_person));
  end if;
  -- Nobody else either until now: it is said of both.
  if v_as.resource_id is not null and v_as.person_id is null then
    v_before := gateway.resource_row(v_as);
    v_after := v_before || jsonb_build_object('personId', v_person);
    v_version := gateway.catalogue_moves(p_tenant, v_as.location_id);
    update resource set person_id = v_person where tenant_no = p_tenant and resource_id = v_as.resource_id;
    perform gateway.append_change(p_tenant, v_as.location_id, v_version, 'resource', v_as.resource_id, v_after, null);
    perform gateway.record_setting(p_tenant, v_as.location_id, v_version, 'change_resource', v_as.resource_id, v_before, v_after, p_by);
  end if;
  return null;
end $$;

revoke execute on function gateway.wanted_in_two_places(resource, bigint[]) from public;
