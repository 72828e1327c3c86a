-- Who proved their PIN at which terminal. A command names its actor, and may have been tapped while the server was
-- away, so the session of its moment cannot be asked for; but nobody works at a terminal, online or off, before having
-- signed in there online once. A terminal cannot speak for a manager who never stood at it.
create table staff_at_terminal (
  tenant_no bigint not null,
  terminal_id uuid not null,
  staff_id uuid not null,
  since timestamptz not null default now(),
  primary key (tenant_no, terminal_id, staff_id),
  foreign key (tenant_no, terminal_id) references terminal,
  foreign key (tenant_no, staff_id) references staff
);
-- Terminals from before this table: whoever is signed in, or is in the record as having worked there.
insert into staff_at_terminal (tenant_no, terminal_id, staff_id)
  select tenant_no, terminal_id, staff_id from staff_session
  union
  select e.tenant_no, e.terminal_id, e.actor_id from event e
    join terminal t on t.tenant_no = e.tenant_no and t.terminal_id = e.terminal_id
    join staff s on s.tenant_no = e.tenant_no and s.staff_id = e.actor_id;
alter table staff_at_terminal enable row level security;
create policy own_tenant on staff_at_terminal to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);

-- The PIN was right: the tries that led here are forgiven.
create or replace function gateway.open_staff_session(
  p_tenant bigint, p_staff uuid, p_terminal uuid, p_token_hash bytea, p_seconds integer
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from pin_try where tenant_no = p_tenant and subject_id = p_terminal;
  delete from pin_try where tenant_no = p_tenant and subject_id = p_staff;
  -- One person at a counter at a time, and nothing piles up.
  delete from staff_session where tenant_no = p_tenant and (terminal_id = p_terminal or expires_at < now());
  insert into staff_session (token_hash, tenant_no, staff_id, terminal_id, expires_at)
    values (p_token_hash, p_tenant, p_staff, p_terminal, now() + make_interval(secs => p_seconds));
  insert into staff_at_terminal (tenant_no, terminal_id, staff_id) values (p_tenant, p_terminal, p_staff)
    on conflict do nothing;
end $$;

create or replace function gateway.staff_is_proven(p_tenant bigint, p_terminal uuid, p_staff uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from staff_at_terminal
    where tenant_no = p_tenant and terminal_id = p_terminal and staff_id = p_staff)
$$;
