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

alter table travel_time enable row level security;
create policy own_tenant on travel_time to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
grant select on travel_time to holdfast_server;
