-- Parties, squeeze-ins, series, holds with a purpose, the waitlist and outgoing messages.

alter table booking
  add column party_size smallint not null default 1 check (party_size between 1 and 500),
  add column squeezed_in boolean not null default false, -- on a lane beyond the capacity
  add column squeeze_reason text,
  add column series_id uuid,
  add column occupied_by_resource jsonb; -- null: every resource from occupied_from to occupied_to
create index booking_by_series on booking (tenant_no, series_id, starts_at) where series_id is not null;

alter table hold
  add column purpose text not null default 'asked' check (purpose in ('asked', 'alternative', 'undo', 'waitlist', 'override')),
  add column party_size smallint not null default 1 check (party_size between 1 and 500),
  add column squeezed_in boolean not null default false,
  add column customer_id uuid,
  add column customer_name text, -- whom it is for
  add column customer_phone text,
  add column customer_email text,
  add column occupied_by_resource jsonb;
update hold set purpose = 'alternative' where refused_command_id is not null;

-- A claim that yields keeps vacated time for an undo: it stands in the way of every channel but the desk's own.
alter table claim add column yields boolean not null default false;

create table series (
  tenant_no bigint not null,
  series_id uuid not null,
  location_id uuid not null,
  service_id uuid,
  rule text not null, -- RFC 5545
  starts_at timestamptz not null,
  customer_id uuid,
  cancelled boolean not null default false,
  primary key (tenant_no, series_id),
  foreign key (tenant_no, location_id) references location
);

create table waitlist_entry (
  tenant_no bigint not null,
  entry_id uuid not null,
  location_id uuid not null,
  service_id uuid not null,
  window_from timestamptz not null,
  window_to timestamptz not null,
  resource_ids uuid[] not null,
  party_size smallint not null default 1 check (party_size between 1 and 500),
  customer_id uuid not null,
  notes text not null default '',
  channel text not null,
  status text not null check (status in ('waiting', 'offered', 'booked', 'left', 'lapsed')),
  hold_id uuid, -- the offer under way, or the last one
  booking_id uuid,
  joined_at timestamptz not null,
  declined jsonb not null default '[]', -- starts that were offered and not taken: not offered again
  primary key (tenant_no, entry_id),
  foreign key (tenant_no, location_id) references location,
  foreign key (tenant_no, customer_id) references customer,
  check (window_from < window_to)
);
create index waitlist_open on waitlist_entry (tenant_no, location_id, joined_at) where status in ('waiting', 'offered');

-- What somebody has to be told. Written in the command's transaction, so nobody is told of what was not committed.
create table message (
  tenant_no bigint not null,
  message_id uuid not null,
  location_id uuid not null,
  kind text not null, -- hold_overridden, waitlist_offer, …
  to_name text,
  to_phone text,
  to_email text,
  subject_id uuid, -- the booking, hold or waitlist entry it is about
  body jsonb not null, -- what it says, as data; worded in the reader's language when it is sent
  command_id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'sent', 'stopped')),
  queued_at timestamptz not null default now(),
  primary key (tenant_no, message_id),
  foreign key (tenant_no, location_id) references location
);
create index message_queued on message (tenant_no, location_id, queued_at) where status = 'queued';

create or replace function gateway.series_row(s series) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.series_id, 'locationId', s.location_id, 'serviceId', s.service_id,
    'rule', s.rule, 'start', gateway.wire_time(s.starts_at), 'customerId', s.customer_id, 'cancelled', s.cancelled)
$$;

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['series', 'waitlist_entry', 'message'] loop
    execute format('alter table public.%I enable row level security', tenant_table);
    execute format(
      'create policy own_tenant on public.%I to holdfast_server
         using (tenant_no = nullif(current_setting(''holdfast.tenant_no'', true), '''')::bigint)',
      tenant_table);
  end loop;
end $$;
grant select on series, waitlist_entry, message to holdfast_server;
