-- Rules that locations, resources and services bring along (protocol/rows.ts says what each means).

alter table location
  add column exceptions jsonb not null default '[]', -- [{"date","hours","reason"}]
  add column kinds jsonb not null default '{}'; -- resource kind → {"minimumGapMinutes","shortestSellableMinutes"}

alter table resource
  add column hours jsonb, -- shifts, as location.opening_hours; null: the location's
  add column exceptions jsonb not null default '[]',
  add column squeeze_lanes smallint not null default 0 check (squeeze_lanes between 0 and 50), -- beyond the capacity
  add column squeeze_per_day smallint not null default 0 check (squeeze_per_day between 0 and 500),
  add column person_id uuid; -- the same person at several locations
create index resource_by_person on resource (tenant_no, person_id) where person_id is not null;

alter table service
  add column kind_buffers jsonb not null default '{}', -- resource kind → {"preparationMinutes","cleanupMinutes"}
  add column no_show_policy jsonb; -- {"from": n, "then": "deposit" | "approval"}

-- How long a person travels between two of the business's locations; both directions, so the lesser id first.
create table travel_time (
  tenant_no bigint not null,
  location_id uuid not null,
  other_location_id uuid not null check (location_id < other_location_id),
  minutes integer not null check (minutes between 0 and 1440),
  primary key (tenant_no, location_id, other_location_id),
  foreign key (tenant_no, location_id) references location,
  foreign key (tenant_no, other_location_id) references location
);

create or replace function gateway.location_row(l location) returns jsonb language sql stable as $$
  select jsonb_build_object('id', l.location_id, 'slug', l.slug, 'name', l.name, 'timeZone', l.time_zone,
    'openingHours', l.opening_hours, 'gridMinutes', l.grid_minutes, 'exceptions', l.exceptions, 'kinds', l.kinds)
$$;

create or replace function gateway.resource_row(r resource) returns jsonb language sql stable as $$
  select jsonb_build_object('id', r.resource_id, 'locationId', r.location_id, 'slug', r.slug, 'name', r.name,
    'kind', r.kind, 'label', r.label, 'capacity', r.capacity, 'position', r.position, 'archived', r.archived,
    'hours', r.hours, 'exceptions', r.exceptions, 'squeezeLanes', r.squeeze_lanes,
    'squeezePerDay', r.squeeze_per_day, 'personId', r.person_id)
$$;

create or replace function gateway.service_row(s service) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.service_id, 'locationId', s.location_id, 'slug', s.slug, 'name', s.name,
    'durationMinutes', s.duration_minutes, 'preparationMinutes', s.preparation_minutes,
    'cleanupMinutes', s.cleanup_minutes, 'needs', to_jsonb(s.needs), 'colour', s.colour,
    'position', s.position, 'archived', s.archived, 'kindBuffers', s.kind_buffers, 'noShowPolicy', s.no_show_policy)
$$;

create or replace function gateway.put_location(p_tenant bigint, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location location;
begin
  insert into location (tenant_no, location_id, slug, name, time_zone, opening_hours, grid_minutes, exceptions, kinds)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'slug', p_row->>'name', p_row->>'timeZone',
      p_row->'openingHours', (p_row->>'gridMinutes')::smallint,
      coalesce(p_row->'exceptions', '[]'), coalesce(p_row->'kinds', '{}'))
    on conflict (tenant_no, slug) do update set name = excluded.name, time_zone = excluded.time_zone,
      opening_hours = excluded.opening_hours, grid_minutes = excluded.grid_minutes,
      exceptions = coalesce(p_row->'exceptions', location.exceptions), kinds = coalesce(p_row->'kinds', location.kinds)
    returning * into v_location;
  insert into feed_head (tenant_no, location_id, epoch)
    values (p_tenant, v_location.location_id, gen_random_uuid()::text) on conflict do nothing;
  perform gateway.append_change(p_tenant, v_location.location_id,
    gateway.catalogue_moves(p_tenant, v_location.location_id), 'location', v_location.location_id,
    gateway.location_row(v_location), null);
  return v_location.location_id;
end $$;

create or replace function gateway.put_service(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_service service;
begin
  insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes, preparation_minutes,
      cleanup_minutes, needs, colour, position, archived, kind_buffers, no_show_policy)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name',
      (p_row->>'durationMinutes')::integer, (p_row->>'preparationMinutes')::integer,
      (p_row->>'cleanupMinutes')::integer, array(select jsonb_array_elements_text(p_row->'needs')),
      (p_row->>'colour')::smallint, (p_row->>'position')::integer, coalesce((p_row->>'archived')::boolean, false),
      coalesce(p_row->'kindBuffers', '{}'), nullif(p_row->'noShowPolicy', 'null'))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name,
      duration_minutes = excluded.duration_minutes, preparation_minutes = excluded.preparation_minutes,
      cleanup_minutes = excluded.cleanup_minutes, needs = excluded.needs, colour = excluded.colour,
      position = excluded.position, archived = excluded.archived,
      kind_buffers = coalesce(p_row->'kindBuffers', service.kind_buffers),
      no_show_policy = case when p_row ? 'noShowPolicy' then excluded.no_show_policy else service.no_show_policy end
    returning * into v_service;
  perform gateway.append_change(p_tenant, p_location, v_version, 'service', v_service.service_id,
    gateway.service_row(v_service), null);
  return v_service.service_id;
end $$;

create or replace function gateway.put_travel_time(p_tenant bigint, p_location uuid, p_other uuid, p_minutes integer)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into travel_time (tenant_no, location_id, other_location_id, minutes)
    values (p_tenant, least(p_location, p_other), greatest(p_location, p_other), p_minutes)
    on conflict (tenant_no, location_id, other_location_id) do update set minutes = excluded.minutes;
  perform gateway.catalogue_moves(p_tenant, least(p_location, p_other));
  perform gateway.catalogue_moves(p_tenant, greatest(p_location, p_other));
end $$;

alter table travel_time enable row level security;
create policy own_tenant on travel_time to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
grant select on travel_time to holdfast_server;
