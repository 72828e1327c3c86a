-- Settings: locations, resources, services, staff. Each change is a version of the location's feed, so
-- terminals learn of it in order, and raises the catalogue's version, so that every decision resting on the
-- old settings is made again (gateway.next_version).

-- Locks the location, raises both versions, answers the feed's.
create function gateway.next_catalogue_version(p_tenant bigint, p_location uuid) returns bigint
language sql as $$
  update feed_head set head = head + 1, catalogue_version = catalogue_version + 1
    where tenant_no = p_tenant and location_id = p_location returning head
$$;

create function gateway.put_tenant(p_id uuid, p_slug text, p_name text) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  insert into tenant (tenant_id, slug, name) values (p_id, p_slug, p_name)
    on conflict (slug) do update set name = excluded.name returning tenant_no
$$;

-- `p_row` as protocol/rows.ts LocationRow.
create function gateway.put_location(p_tenant bigint, p_row jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location location;
  v_version bigint;
begin
  insert into location (tenant_no, location_id, slug, name, time_zone, opening_hours, grid_minutes)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'slug', p_row->>'name', p_row->>'timeZone',
      p_row->'openingHours', (p_row->>'gridMinutes')::smallint)
    on conflict (tenant_no, location_id) do update set slug = excluded.slug, name = excluded.name,
      time_zone = excluded.time_zone, opening_hours = excluded.opening_hours, grid_minutes = excluded.grid_minutes
    returning * into v_location;
  insert into feed_head (tenant_no, location_id, epoch)
    values (p_tenant, v_location.location_id, gen_random_uuid()::text) on conflict do nothing;
  v_version := gateway.next_catalogue_version(p_tenant, v_location.location_id);
  perform gateway.append_change(p_tenant, v_location.location_id, v_version, 'location',
    v_location.location_id, gateway.location_row(v_location), null);
  return v_version;
end $$;

-- `p_row` as ResourceRow. The capacity of a resource with live claims may grow; shrinking it would strand
-- claims on lanes that are no longer for sale, so it is refused.
create function gateway.put_resource(p_tenant bigint, p_row jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_resource resource;
  v_version bigint := gateway.next_catalogue_version(p_tenant, (p_row->>'locationId')::uuid);
begin
  insert into resource (tenant_no, resource_id, location_id, slug, name, kind, label, capacity, position, archived)
    values (p_tenant, (p_row->>'id')::uuid, (p_row->>'locationId')::uuid, p_row->>'slug', p_row->>'name',
      p_row->>'kind', p_row->>'label', (p_row->>'capacity')::smallint, (p_row->>'position')::integer,
      (p_row->>'archived')::boolean)
    on conflict (tenant_no, resource_id) do update set slug = excluded.slug, name = excluded.name,
      kind = excluded.kind, label = excluded.label, capacity = excluded.capacity,
      position = excluded.position, archived = excluded.archived
    returning * into v_resource;
  if exists (select from claim where tenant_no = p_tenant and resource_no = v_resource.resource_no
      and released_at is null and lane > v_resource.capacity and ends_at > now()) then
    raise exception 'Lanes above % are still booked on %', v_resource.capacity, v_resource.name
      using errcode = 'check_violation';
  end if;
  perform gateway.append_change(p_tenant, v_resource.location_id, v_version, 'resource',
    v_resource.resource_id, gateway.resource_row(v_resource), null);
  return v_version;
end $$;

-- `p_row` as ServiceRow.
create function gateway.put_service(p_tenant bigint, p_row jsonb) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_service service;
  v_version bigint := gateway.next_catalogue_version(p_tenant, (p_row->>'locationId')::uuid);
begin
  insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes, preparation_minutes,
      cleanup_minutes, needs, colour, position, archived)
    values (p_tenant, (p_row->>'id')::uuid, (p_row->>'locationId')::uuid, p_row->>'slug', p_row->>'name',
      (p_row->>'durationMinutes')::integer, (p_row->>'preparationMinutes')::integer,
      (p_row->>'cleanupMinutes')::integer,
      array(select jsonb_array_elements_text(p_row->'needs')), (p_row->>'colour')::smallint,
      (p_row->>'position')::integer, (p_row->>'archived')::boolean)
    on conflict (tenant_no, service_id) do update set slug = excluded.slug, name = excluded.name,
      duration_minutes = excluded.duration_minutes, preparation_minutes = excluded.preparation_minutes,
      cleanup_minutes = excluded.cleanup_minutes, needs = excluded.needs, colour = excluded.colour,
      position = excluded.position, archived = excluded.archived
    returning * into v_service;
  perform gateway.append_change(p_tenant, v_service.location_id, v_version, 'service',
    v_service.service_id, gateway.service_row(v_service), null);
  return v_version;
end $$;

-- Staff work at every location of their business, so each location's feed and catalogue moves, in order.
create function gateway.put_staff(p_tenant bigint, p_row jsonb, p_pin_hash text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_staff staff;
  v_location uuid;
begin
  insert into staff (tenant_no, staff_id, name, role, pin_hash, active)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'name', p_row->>'role', p_pin_hash, (p_row->>'active')::boolean)
    on conflict (tenant_no, staff_id) do update set name = excluded.name, role = excluded.role,
      pin_hash = excluded.pin_hash, active = excluded.active
    returning * into v_staff;
  for v_location in select location_id from location where tenant_no = p_tenant order by location_id loop
    perform gateway.append_change(p_tenant, v_location, gateway.next_catalogue_version(p_tenant, v_location),
      'staff', v_staff.staff_id, gateway.staff_row(v_staff), null);
  end loop;
end $$;
