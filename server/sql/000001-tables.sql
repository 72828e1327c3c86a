-- The record. Keys inside are compact bigints (tenant_no, resource_no: +44-58 % claim throughput over
-- uuid keys, measured); uuids face outwards. Every key leads with tenant_no so tenants can be sharded.

create extension if not exists btree_gist;
create schema gateway; -- the functions that alone may write the record

create table tenant (
  tenant_no bigint generated always as identity primary key, -- compact key, never leaves the server
  tenant_id uuid not null unique,
  slug text not null unique,
  name text not null,
  settings jsonb not null default '{}' -- hold seconds per channel and other policies; defaults in code
);

create table location (
  tenant_no bigint not null references tenant,
  location_id uuid not null,
  slug text not null,
  name text not null,
  time_zone text not null, -- IANA name
  opening_hours jsonb not null, -- {"1":[["09:00","18:00"]],…} ISO weekday, wall time
  grid_minutes smallint not null check (grid_minutes in (5, 10, 15, 20, 30, 60)),
  primary key (tenant_no, location_id),
  unique (tenant_no, slug)
);

-- One row a location: its lock, its clock. Incremented in every command's transaction, so version order
-- is commit order and gap-free.
create table feed_head (
  tenant_no bigint not null,
  location_id uuid not null,
  epoch text not null, -- changes when history was replaced (a restore): every replica resets
  head bigint not null default 0, -- newest version
  floor bigint not null default 0, -- versions up to here are pruned; older cursors reset
  catalogue_version bigint not null default 1, -- raised when hours, services or resources change
  primary key (tenant_no, location_id),
  foreign key (tenant_no, location_id) references location
) with (fillfactor = 40); -- updated by every command: room for heap-only updates

create table change (
  tenant_no bigint not null,
  location_id uuid not null,
  version bigint not null,
  idx integer not null, -- order within a version
  entity text not null,
  entity_id uuid not null,
  row jsonb not null, -- full image, as protocol/rows.ts describes it
  command_id uuid, -- null: written by a job or by settings
  at timestamptz not null default now(),
  primary key (tenant_no, location_id, version, idx)
);

create table resource (
  tenant_no bigint not null,
  resource_id uuid not null,
  resource_no bigint generated always as identity unique, -- compact key for claims
  location_id uuid not null,
  slug text not null,
  name text not null,
  kind text not null,
  label text not null default '',
  capacity smallint not null default 1 check (capacity between 1 and 500), -- lanes
  position integer not null,
  archived boolean not null default false,
  primary key (tenant_no, resource_id),
  unique (tenant_no, location_id, slug),
  foreign key (tenant_no, location_id) references location
);

create table service (
  tenant_no bigint not null,
  service_id uuid not null,
  location_id uuid not null,
  slug text not null,
  name text not null,
  duration_minutes integer not null check (duration_minutes between 5 and 10080),
  preparation_minutes integer not null default 0 check (preparation_minutes between 0 and 720),
  cleanup_minutes integer not null default 0 check (cleanup_minutes between 0 and 720),
  needs text[] not null check (cardinality(needs) between 1 and 8), -- resource kinds, one of each
  colour smallint not null default 1 check (colour between 1 and 8),
  position integer not null,
  archived boolean not null default false,
  primary key (tenant_no, service_id),
  unique (tenant_no, location_id, slug),
  foreign key (tenant_no, location_id) references location
);

create table staff (
  tenant_no bigint not null references tenant,
  staff_id uuid not null,
  name text not null,
  role text not null check (role in ('staff', 'manager')),
  active boolean not null default true,
  primary key (tenant_no, staff_id)
);

-- Apart from staff, so that whoever may read names cannot take the hashes home: four digits are soon tried.
create table staff_pin (
  tenant_no bigint not null,
  staff_id uuid not null,
  pin_hash text not null, -- argon2id, salted, PHC string
  primary key (tenant_no, staff_id),
  foreign key (tenant_no, staff_id) references staff
);

-- PINs tried and not found right, by the staff member tried and by the terminal that tried. Here and not in a
-- node's memory: neither a restart nor a second node gives a guesser more tries.
create table pin_try (
  tenant_no bigint not null,
  subject_id uuid not null,
  wrong integer not null default 0,
  blocked_until timestamptz not null default '-infinity',
  last_at timestamptz not null default now(),
  primary key (tenant_no, subject_id)
);

create table terminal (
  tenant_no bigint not null,
  terminal_id uuid not null,
  location_id uuid not null,
  name text not null,
  secret_hash bytea not null unique, -- SHA-256 of a 256-bit random secret, so no salt is needed
  enrolled_at timestamptz not null default now(),
  enrolled_by uuid, -- staff_id; null: the command line
  revoked_at timestamptz,
  seen_at timestamptz,
  outbox_id uuid, -- reported on pull; a new one while unsent > 0 is an incident
  next_seq bigint,
  unsent bigint,
  primary key (tenant_no, terminal_id),
  foreign key (tenant_no, location_id) references location
);

create table enrolment_code (
  code_hash bytea primary key, -- SHA-256 of the code
  tenant_no bigint not null,
  location_id uuid not null,
  created_by uuid, -- staff_id; null: the command line
  expires_at timestamptz not null,
  uses_left integer not null check (uses_left >= 0),
  foreign key (tenant_no, location_id) references location
);

create table staff_session (
  token_hash bytea primary key, -- SHA-256 of a 256-bit random token
  tenant_no bigint not null,
  staff_id uuid not null,
  terminal_id uuid not null,
  expires_at timestamptz not null,
  foreign key (tenant_no, staff_id) references staff,
  foreign key (tenant_no, terminal_id) references terminal
);

create table customer (
  tenant_no bigint not null references tenant,
  customer_id uuid not null,
  name text not null,
  phone text,
  email text,
  notes text not null default '',
  visits integer not null default 0, -- bookings done
  no_shows integer not null default 0,
  primary key (tenant_no, customer_id)
);

create table booking (
  tenant_no bigint not null,
  booking_id uuid not null,
  location_id uuid not null,
  reference text not null,
  service_id uuid,
  resource_ids uuid[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  occupied_from timestamptz not null, -- with preparation
  occupied_to timestamptz not null, -- with cleanup
  status text not null check (status in ('booked', 'arrived', 'in_service', 'done', 'cancelled', 'no_show')),
  version integer not null,
  channel text not null,
  customer_id uuid,
  title text,
  notes text not null default '',
  created_at timestamptz not null,
  primary key (tenant_no, booking_id),
  constraint booking_reference_unique unique (tenant_no, reference),
  foreign key (tenant_no, location_id) references location,
  foreign key (tenant_no, customer_id) references customer,
  check (starts_at < ends_at and occupied_from <= starts_at and ends_at <= occupied_to)
);
create index booking_by_start on booking (tenant_no, location_id, starts_at);
create index booking_by_customer on booking (tenant_no, customer_id);

create table hold (
  tenant_no bigint not null,
  hold_id uuid not null,
  location_id uuid not null,
  service_id uuid,
  resource_ids uuid[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  occupied_from timestamptz not null,
  occupied_to timestamptz not null,
  status text not null check (status in ('active', 'converted', 'expired', 'released', 'overridden')),
  expires_at timestamptz not null,
  channel text not null,
  asker text not null, -- whom it is held for: a booking id at the desk, a key and customer for agents
  refused_command_id uuid, -- the refusal that offers it; null: asked for
  primary key (tenant_no, hold_id),
  foreign key (tenant_no, location_id) references location
);
create index hold_active on hold (tenant_no, location_id, starts_at) where status = 'active';
create index hold_due on hold (expires_at) where status = 'active';
create index hold_by_refusal on hold (tenant_no, refused_command_id) where status = 'active';
create index hold_by_asker on hold (tenant_no, asker) where status = 'active';

create table block (
  tenant_no bigint not null,
  block_id uuid not null,
  location_id uuid not null,
  resource_ids uuid[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null default '',
  removed boolean not null default false,
  primary key (tenant_no, block_id),
  foreign key (tenant_no, location_id) references location
);
create index block_by_start on block (tenant_no, location_id, starts_at);

-- Everything that occupies time. The one constraint that the promise rests on.
create table claim (
  claim_no bigint generated always as identity primary key,
  tenant_no bigint not null,
  resource_no bigint not null references resource (resource_no),
  lane smallint not null check (lane >= 1), -- 1…capacity
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  during tstzrange not null generated always as (tstzrange(starts_at, ends_at, '[)')) stored,
  owner_kind text not null check (owner_kind in ('booking', 'hold', 'lease', 'block')),
  owner_id uuid not null,
  expires_at timestamptz, -- holds only: past it the claim no longer blocks, whoever releases it
  released_at timestamptz,
  check (starts_at < ends_at),
  constraint claim_no_overlap exclude using gist
    (tenant_no with =, resource_no with =, lane with =, during with &&) where (released_at is null)
);
create index claim_by_owner on claim (tenant_no, owner_id) where released_at is null;
-- Reads filter on timestamptz columns: `&&` is not leakproof and leaves the index under row security.
create index claim_by_start on claim (tenant_no, resource_no, starts_at) where released_at is null;

create table command (
  tenant_no bigint not null,
  command_id uuid not null,
  fingerprint bytea not null, -- SHA-256 of the canonical payload
  kind text not null,
  location_id uuid, -- null: the location named was not found
  status text not null check (status in ('committed', 'refused')),
  version bigint not null,
  outcome jsonb not null, -- the one final answer, replayed as it is
  outbox_id uuid,
  seq bigint, -- position in that outbox
  received_at timestamptz not null default now(),
  primary key (tenant_no, command_id)
);

-- Append-only: who, when, from which terminal and channel, what they saw, what was answered.
create table event (
  tenant_no bigint not null,
  location_id uuid not null,
  version bigint not null, -- one command, one version, one event
  command_id uuid not null,
  kind text not null,
  subject_id uuid, -- the booking, hold or block it is about
  actor_id uuid,
  terminal_id uuid,
  channel text not null,
  refusal_reason text, -- null: committed
  reason text, -- given by the person
  saw_version bigint, -- the replica's version the person looked at
  tapped_at timestamptz, -- the terminal's clock; recorded, never decided on
  before jsonb,
  after jsonb,
  at timestamptz not null default now(),
  primary key (tenant_no, location_id, version)
);
create index event_by_subject on event (tenant_no, subject_id, version);
