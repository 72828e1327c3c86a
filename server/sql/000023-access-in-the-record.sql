-- Who may come in stands in the record too: terminals enrolled and revoked, API keys made and revoked, and what the
-- business is called. By the path of settings, so that the history of settings shows it; never a secret, nor its hash.

create or replace function gateway.put_api_key(
  p_tenant bigint, p_key uuid, p_key_hash bytea, p_name text, p_channel text, p_role text, p_locations uuid[]
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_key api_key;
begin
  if (select count(*) from location l where l.tenant_no = p_tenant and l.location_id = any(p_locations))
    is distinct from cardinality(p_locations)::bigint
  then
    raise exception 'a key opens locations of its own business only';
  end if;
  insert into api_key (tenant_no, key_id, key_hash, name, channel, role, location_ids)
    values (p_tenant, p_key, p_key_hash, p_name, p_channel, p_role, p_locations) returning * into v_key;
  perform gateway.record_access(p_tenant, v_key.location_ids, 'change_api_key', p_key, null, gateway.api_key_image(v_key));
end $$;

-- Answers whether there was such a key. At once: nobody remembers keys.
create or replace function gateway.revoke_api_key(p_tenant bigint, p_key uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_before api_key;
  v_after api_key;
begin
  select * into v_before from api_key where tenant_no = p_tenant and key_id = p_key for update;
  update api_key set revoked_at = coalesce(revoked_at, now()) where tenant_no = p_tenant and key_id = p_key
    returning * into v_after;
  if not found then
    return false;
  end if;
  perform gateway.record_access(p_tenant, v_after.location_ids, 'change_api_key', p_key,
    gateway.api_key_image(v_before), gateway.api_key_image(v_after));
  return true;
end $$;

create function gateway.api_key_image(k api_key) returns jsonb language sql stable as $$
  select jsonb_build_object('id', k.key_id, 'name', k.name, 'channel', k.channel, 'role', k.role, 'locations',
    (select jsonb_agg(l.slug order by l.slug) from location l where l.tenant_no = k.tenant_no and l.location_id = any(k.location_ids)),
    'revoked', k.revoked_at is not null)
$$;

-- Uses a code up and enrols the device. Nothing for a wrong, expired or used code, and no hint which. In the record it
-- stands as done by whoever made the code, at the device itself.
create or replace function gateway.enrol_terminal(p_code_hash bytea, p_terminal uuid, p_name text, p_secret_hash bytea)
returns table (tenant_no bigint, location_id uuid)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_code enrolment_code;
  v_terminal terminal;
begin
  update enrolment_code set uses_left = uses_left - 1
    where code_hash = p_code_hash and uses_left > 0 and expires_at > now() returning * into v_code;
  if not found then
    return;
  end if;
  insert into terminal (tenant_no, terminal_id, location_id, name, secret_hash, enrolled_by, seen_at)
    values (v_code.tenant_no, p_terminal, v_code.location_id, p_name, p_secret_hash, v_code.created_by, now())
    returning * into v_terminal;
  perform gateway.record_access(v_code.tenant_no, array[v_code.location_id], 'change_terminal', p_terminal, null,
    gateway.terminal_image(v_terminal), case when v_code.created_by is null then '{"channel": "command_line"}'
      else jsonb_build_object('channel', 'desk', 'actorId', v_code.created_by, 'terminalId', p_terminal) end);
  return query select v_code.tenant_no, v_code.location_id;
end $$;

-- Answers whether there was such a terminal to revoke. p_by: {"channel", "actorId", "terminalId"}.
drop function if exists gateway.revoke_terminal(bigint, uuid);
create function gateway.revoke_terminal(p_tenant bigint, p_terminal uuid, p_by jsonb default '{"channel": "command_line"}')
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_before terminal;
  v_after terminal;
begin
  delete from staff_session where tenant_no = p_tenant and terminal_id = p_terminal;
  select * into v_before from terminal where tenant_no = p_tenant and terminal_id = p_terminal for update;
  update terminal set revoked_at = coalesce(revoked_at, now())
    where tenant_no = p_tenant and terminal_id = p_terminal returning * into v_after;
  if not found then
    return false;
  end if;
  perform gateway.record_access(p_tenant, array[v_after.location_id], 'change_terminal', p_terminal,
    gateway.terminal_image(v_before), gateway.terminal_image(v_after), p_by);
  return true;
end $$;

create function gateway.terminal_image(t terminal) returns jsonb language sql immutable as $$
  select jsonb_build_object('id', t.terminal_id, 'name', t.name, 'revoked', t.revoked_at is not null)
$$;

-- Another name stands in the record of every location.
create or replace function gateway.put_tenant(p_id uuid, p_slug text, p_name text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_tenant bigint;
  v_before text;
begin
  select tenant_no into v_tenant from tenant where slug = p_slug;
  perform from feed_head where tenant_no = v_tenant order by location_id for update;
  -- Under their locks: who renames it at the same moment is either before this or after it.
  select name into v_before from tenant where tenant_no = v_tenant;
  insert into tenant (tenant_id, slug, name) values (p_id, p_slug, p_name)
    on conflict (slug) do update set name = excluded.name returning tenant_no into v_tenant;
  if v_before is not null then
    perform gateway.record_access(v_tenant, array(select location_id from feed_head where tenant_no = v_tenant),
      'change_business', null, jsonb_build_object('name', v_before), jsonb_build_object('name', p_name));
  end if;
  return v_tenant;
end $$;

-- In the record of each of these locations, in the order in which everybody locks them. No decision rests on it, so the
-- settings' version stays: only the feed's goes on. The same again is no change.
create function gateway.record_access(
  p_tenant bigint, p_locations uuid[], p_kind text, p_subject uuid, p_before jsonb, p_after jsonb,
  p_by jsonb default '{"channel": "command_line"}'
) returns void language plpgsql as $$
declare
  v_location uuid;
begin
  if p_before is not distinct from p_after then
    return;
  end if;
  for v_location in select location_id from feed_head
    where tenant_no = p_tenant and location_id = any(p_locations) order by location_id
  loop
    perform gateway.record_setting(p_tenant, v_location, gateway.next_version(p_tenant, v_location, null), p_kind, p_subject,
      p_before, p_after, p_by);
  end loop;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
