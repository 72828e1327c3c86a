-- Programs that may book: their keys, and what they hand over to people.

create table api_key (
  tenant_no bigint not null references tenant,
  key_id uuid not null, -- the actor of every command the key sends
  key_hash bytea not null unique, -- SHA-256 of a prefix and 256 random bits, so no salt is needed
  name text not null, -- what the record shows as the actor
  channel text not null check (channel in ('desk', 'walk_in', 'web', 'phone_ai', 'chat_ai', 'api')),
  role text not null check (role in ('agent', 'manager')),
  location_ids uuid[] not null check (cardinality(location_ids) > 0), -- the only ones it sees
  created_at timestamptz not null default now(),
  used_at timestamptz, -- to the minute
  revoked_at timestamptz,
  primary key (tenant_no, key_id)
);

-- An agent asks for a person. Never changed: what is done about it is somebody's work, not the agent's.
create table escalation (
  tenant_no bigint not null references tenant,
  escalation_id uuid not null,
  command_id uuid not null, -- its row in `command` keeps the same request from being handed over twice
  location_id uuid, -- null: the key serves several and named none
  booking_id uuid,
  actor_id uuid not null,
  channel text not null,
  reason text not null,
  transcript text,
  customer_name text,
  customer_phone text,
  customer_email text,
  created_at timestamptz not null default now(),
  primary key (tenant_no, escalation_id)
);
create index escalation_by_time on escalation (tenant_no, created_at);

-- What the record keeps of an answered command: who sent it, what was asked, and the row as it left it.
create function gateway.recorded_answer(p_tenant bigint, p_command uuid)
returns table (outbox_id uuid, fingerprint bytea, after jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.outbox_id, c.fingerprint, e.after
    from command c left join event e on e.tenant_no = c.tenant_no and e.location_id = c.location_id
      and e.version = c.version and e.command_id = c.command_id
    where c.tenant_no = p_tenant and c.command_id = p_command
$$;

-- Hands a conversation to a person, once per command id; raises HF000 for a known one, whatever is known of it.
-- It touches no feed: nothing on the calendar moves.
create function gateway.record_escalation(p_tenant bigint, p_command jsonb, p_row jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_escalation escalation := jsonb_populate_record(null::escalation, p_row);
begin
  perform gateway.store_outcome(p_tenant, null, 0, p_command, 'committed',
    jsonb_build_object('status', 'committed', 'version', 0));
  v_escalation.tenant_no := p_tenant;
  v_escalation.command_id := (p_command->>'id')::uuid;
  v_escalation.created_at := clock_timestamp();
  insert into escalation select (v_escalation).*;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;

alter table api_key enable row level security;
create policy own_tenant on api_key to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
alter table escalation enable row level security;
create policy own_tenant on escalation to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
-- The hash stays inside definer functions.
grant select (tenant_no, key_id, name, channel, role, location_ids, created_at, used_at, revoked_at) on api_key
  to holdfast_server;
grant select on escalation to holdfast_server;
