-- A refusal is planned beside others and stored in one call; the lock is not held while openings are looked for.

-- As nodes older than this file call it: what one raises undoes them all.
create or replace function gateway.apply_group(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_outcomes jsonb := gateway.apply_each(p_group);
  v_raised text;
begin
  select o->>'raised' into v_raised from jsonb_array_elements(v_outcomes) o where o ? 'raised' limit 1;
  if v_raised is not null then
    raise exception 'one of the group is not to be had' using errcode = v_raised;
  end if;
  return v_outcomes;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
