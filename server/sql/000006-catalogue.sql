-- What a business is made of. Every change is one version of the location's feed and raises
-- catalogue_version, so decisions that rested on the old settings are made again.
-- Each takes the row image of protocol/rows.ts and answers the id that stands.

create function gateway.put_tenant(p_id uuid, p_slug text, p_name text) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  insert into tenant (tenant_id, slug, name) values (p_id, p_slug, p_name)
    on conflict (slug) do update set name = excluded.name returning tenant_no
$$;

-- Takes the location's lock and its next version, like every command.
create function gateway.catalogue_moves(p_tenant bigint, p_location uuid) returns bigint language sql as $$
  update feed_head set head = head + 1, catalogue_version = catalogue_version + 1
    where tenant_no = p_tenant and location_id = p_location returning head
$$;

create function gateway.put_location(p_tenant bigint, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location location;
begin
  insert into location (tenant_no, location_id, slug, name, time_zone, opening_hours, grid_minutes)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'slug', p_row->>'name', p_row->>'timeZone',
      p_row->'openingHours', (p_row->>'gridMinutes')::smallint)
    on conflict (tenant_no, slug) do update set name = excluded.name, time_zone = excluded.time_zone,
      opening_hours = excluded.opening_hours, grid_minutes = excluded.grid_minutes
    returning * into v_location;
  insert into feed_head (tenant_no, location_id, epoch)
    values (p_tenant, v_location.location_id, gen_random_uuid()::text) on conflict do nothing;
  perform gateway.append_change(p_tenant, v_location.location_id,
    gateway.catalogue_moves(p_tenant, v_location.location_id), 'location', v_location.location_id,
    gateway.location_row(v_location), null);
  return v_location.location_id;
end $$;

create function gateway.put_resource(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_resource resource;
begin
  insert into resource (tenant_no, resource_id, location_id, slug, name, kind, label, capacity, position, archived)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name', p_row->>'kind',
      coalesce(p_row->>'label', ''), coalesce((p_row->>'capacity')::smallint, 1::smallint),
      coalesce((p_row->>'position')::integer, (select coalesce(max(r.position), 0) + 1 from resource r
        where r.tenant_no = p_tenant and r.location_id = p_location)),
      coalesce((p_row->>'archived')::boolean, false))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name, kind = excluded.kind,
      label = excluded.label, capacity = excluded.capacity, position = excluded.position,
      archived = excluded.archived
    returning * into v_resource;
  perform gateway.append_change(p_tenant, p_location, v_version, 'resource', v_resource.resource_id,
    gateway.resource_row(v_resource), null);
  return v_resource.resource_id;
end $$;

create function gateway.put_service(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_service service;
begin
  insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes, preparation_minutes,
      cleanup_minutes, needs, colour, position, archived)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name',
      (p_row->>'durationMinutes')::integer, (p_row->>'preparationMinutes')::integer,
      (p_row->>'cleanupMinutes')::integer, array(select jsonb_array_elements_text(p_row->'needs')),
      (p_row->>'colour')::smallint, (p_row->>'position')::integer, coalesce((p_row->>'archived')::boolean, false))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name,
      duration_minutes = excluded.duration_minutes, preparation_minutes = excluded.preparation_minutes,
      cleanup_minutes = excluded.cleanup_minutes, needs = excluded.needs, colour = excluded.colour,
      position = excluded.position, archived = excluded.archived
    returning * into v_service;
  perform gateway.append_change(p_tenant, p_location, v_version, 'service', v_service.service_id,
    gateway.service_row(v_service), null);
  return v_service.service_id;
end $$;

-- Staff belong to the business, so every location's feed hears of it; locations in order of their ids, so
-- two of these never wait for each other crosswise.
create function gateway.put_staff(p_tenant bigint, p_row jsonb, p_pin_hash text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location uuid;
  v_staff staff;
begin
  perform from feed_head where tenant_no = p_tenant order by location_id for update;
  insert into staff (tenant_no, staff_id, name, role, active)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'name', p_row->>'role',
      coalesce((p_row->>'active')::boolean, true))
    on conflict (tenant_no, staff_id) do update set name = excluded.name, role = excluded.role,
      active = excluded.active
    returning * into v_staff;
  insert into staff_pin (tenant_no, staff_id, pin_hash) values (p_tenant, v_staff.staff_id, p_pin_hash)
    on conflict (tenant_no, staff_id) do update set pin_hash = excluded.pin_hash;
  if not v_staff.active then
    delete from staff_session where tenant_no = p_tenant and staff_id = v_staff.staff_id;
  end if;
  for v_location in select location_id from feed_head where tenant_no = p_tenant order by location_id loop
    perform gateway.append_change(p_tenant, v_location, gateway.catalogue_moves(p_tenant, v_location),
      'staff', v_staff.staff_id, gateway.staff_row(v_staff), null);
  end loop;
  return v_staff.staff_id;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
