-- Hours that a manager sets: of the house, or of one resource.

-- Weekly hours and the days that differ, whole; p_resource null: the location's own. p_hours JSON null, of a resource:
-- it follows the location. Decisions rest on them from the next command on, the feed carries the row to every copy, and
-- the record says by whom. The caller holds the location's lock since it read what it replaces. Returns the feed's version.
create function gateway.put_hours(
  p_tenant bigint, p_location uuid, p_resource uuid, p_hours jsonb, p_exceptions jsonb, p_by jsonb
) returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_location location;
  v_resource resource;
  v_before jsonb;
  v_after jsonb;
begin
  if p_resource is null then
    select gateway.location_row(l) into v_before from location l where l.tenant_no = p_tenant and l.location_id = p_location;
    update location set opening_hours = p_hours, exceptions = p_exceptions
      where tenant_no = p_tenant and location_id = p_location returning * into strict v_location;
    v_after := gateway.location_row(v_location);
  else
    select gateway.resource_row(r) into v_before from resource r
      where r.tenant_no = p_tenant and r.location_id = p_location and r.resource_id = p_resource;
    update resource set hours = nullif(p_hours, 'null'), exceptions = p_exceptions
      where tenant_no = p_tenant and location_id = p_location and resource_id = p_resource returning * into strict v_resource;
    v_after := gateway.resource_row(v_resource);
  end if;
  perform gateway.append_change(p_tenant, p_location, v_version, case when p_resource is null then 'location' else 'resource' end,
    coalesce(p_resource, p_location), v_after, null);
  perform gateway.record_setting(p_tenant, p_location, v_version,
    case when p_resource is null then 'change_location' else 'change_resource' end,
    coalesce(p_resource, p_location), v_before, v_after, p_by);
  return v_version;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
