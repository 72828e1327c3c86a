-- The server's role, what it may read, and row security. It owns nothing and writes nothing: every write
-- goes through a SECURITY DEFINER function in schema gateway, owned by the login that migrates, which
-- checks the tenant it is given itself (`&&` is not leakproof, so policies would cost the index).

do $$
begin
  -- Roles belong to the cluster, not to the database: another database may have made it already.
  if not exists (select from pg_roles where rolname = 'holdfast_server') then
    create role holdfast_server nologin nosuperuser nocreatedb nocreaterole noreplication nobypassrls;
  end if;
  -- A superuser may become any role; another login must be a member.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant holdfast_server to %I', current_user);
  end if;
exception when insufficient_privilege then
  raise exception 'The login % may not create the role holdfast_server. Create it once as an administrator: create role holdfast_server; grant holdfast_server to %;',
    current_user, current_user;
end $$;

-- Nobody gets anything by default, neither from what is here nor from what later migrations add.
revoke all on all tables in schema public from public;
-- A cluster upgraded from before PostgreSQL 15 still lets everybody create here, where our functions look.
revoke create on schema public from public;
revoke execute on all functions in schema gateway from public;
alter default privileges revoke execute on functions from public;

grant usage on schema public, gateway to holdfast_server;
grant execute on all functions in schema gateway to holdfast_server;
alter default privileges in schema gateway grant execute on functions to holdfast_server;

do $$
declare tenant_table text;
begin
  foreach tenant_table in array array['tenant', 'location', 'feed_head', 'change', 'resource', 'service',
    'staff', 'staff_pin', 'pin_try', 'terminal', 'enrolment_code', 'staff_session', 'customer', 'booking', 'hold', 'block', 'claim',
    'command', 'event']
  loop
    execute format('alter table public.%I enable row level security', tenant_table);
    execute format(
      'create policy own_tenant on public.%I to holdfast_server
         using (tenant_no = nullif(current_setting(''holdfast.tenant_no'', true), '''')::bigint)',
      tenant_table);
  end loop;
end $$;

grant select on tenant, location, feed_head, change, resource, service, staff, customer, booking, hold,
  block, claim, command, event to holdfast_server;
-- Secrets stay inside definer functions: no hash of a PIN, a terminal, a code or a session can be read.
grant select (tenant_no, terminal_id, location_id, name, enrolled_at, enrolled_by, revoked_at, seen_at,
  outbox_id, next_seq, unsent) on terminal to holdfast_server;
