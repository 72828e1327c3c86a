-- Who may come in. Secrets arrive here hashed (SHA-256 of 256 random bits) and never leave.

-- Any tenant's: the secret alone says whose it is. Nothing for a revoked or unknown one.
create function gateway.terminal_by_secret(p_secret_hash bytea)
returns table (tenant_no bigint, terminal_id uuid, name text, location_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select t.tenant_no, t.terminal_id, t.name, t.location_id from terminal t
    where t.secret_hash = p_secret_hash and t.revoked_at is null
$$;

-- Bound to the terminal it was opened at: a token carried to another device opens nothing.
create function gateway.staff_by_token(p_tenant bigint, p_terminal uuid, p_token_hash bytea)
returns table (staff_id uuid, role text)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.staff_id, p.role from staff_session s
    join staff p on p.tenant_no = s.tenant_no and p.staff_id = s.staff_id
    where s.token_hash = p_token_hash and s.tenant_no = p_tenant and s.terminal_id = p_terminal
      and s.expires_at > now() and p.active
$$;

create function gateway.mint_code(
  p_tenant bigint, p_location uuid, p_code_hash bytea, p_created_by uuid, p_seconds integer, p_uses integer
) returns timestamptz language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_expires timestamptz;
begin
  delete from enrolment_code where expires_at < now() - interval '1 day';
  insert into enrolment_code (code_hash, tenant_no, location_id, created_by, expires_at, uses_left)
    values (p_code_hash, p_tenant, p_location, p_created_by, now() + make_interval(secs => p_seconds), p_uses)
    returning expires_at into v_expires;
  return v_expires;
end $$;

-- At most one write a minute: every request comes by here.
create function gateway.terminal_seen(p_tenant bigint, p_terminal uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  update terminal set seen_at = now()
    where tenant_no = p_tenant and terminal_id = p_terminal
      and (seen_at is null or seen_at < now() - interval '1 minute')
$$;

-- Counts a try before it is checked, so that many at once are no way around, and answers the hash to check it
-- with; or how many seconds to wait, and then nothing was counted. Five wrong ones in a row are free, then the
-- wait doubles from half a minute to a quarter of an hour; an hour of quiet forgives. Nobody is locked out for good.
create function gateway.begin_pin_try(p_tenant bigint, p_terminal uuid, p_staff uuid)
returns table (wait_seconds integer, pin_hash text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_now timestamptz := clock_timestamp();
  v_subjects uuid[] := array[p_terminal];
  v_subject uuid;
  v_blocked timestamptz;
begin
  wait_seconds := 0;
  if exists (select from staff where tenant_no = p_tenant and staff_id = p_staff) then
    v_subjects := v_subjects || p_staff;
  end if;
  -- The terminal before the person, always: two tries never wait for each other crosswise.
  foreach v_subject in array v_subjects loop
    insert into pin_try as t (tenant_no, subject_id) values (p_tenant, v_subject)
      on conflict (tenant_no, subject_id) do update
        set wrong = case when t.last_at < v_now - interval '1 hour' then 0 else t.wrong end
      returning t.blocked_until into v_blocked;
    -- An endless difference would be no number of seconds.
    if v_blocked > v_now then
      wait_seconds := greatest(wait_seconds, ceil(extract(epoch from v_blocked - v_now))::integer);
    end if;
  end loop;
  if wait_seconds = 0 then
    update pin_try t set wrong = t.wrong + 1, last_at = v_now,
        blocked_until = case when t.wrong < 4 then v_now
          else v_now + least(interval '30 seconds' * 2 ^ least(t.wrong - 4, 10), interval '15 minutes') end
      where t.tenant_no = p_tenant and t.subject_id = any(v_subjects);
    select s.pin_hash into pin_hash from staff_pin s
      join staff p on p.tenant_no = s.tenant_no and p.staff_id = s.staff_id
      where s.tenant_no = p_tenant and s.staff_id = p_staff and p.active;
  end if;
  return next;
end $$;

create function gateway.close_staff_session(p_tenant bigint, p_terminal uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from staff_session where tenant_no = p_tenant and terminal_id = p_terminal
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
