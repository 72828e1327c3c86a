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
