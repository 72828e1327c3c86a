-- What is committed together waits for nobody's location.

-- Several decided commands in one transaction, for those that wait anyway. p_group: [{"tenantNo", "plan"}], answered
-- in the same order. What one raises rolls all of them back, and the caller commits them one by one.
--
-- Null is the answer of one whose location somebody else holds (another node, a look that takes its time): it is left
-- out, untouched, because the others would wait with it. All of a location are left out together.
--
-- Locks are taken in one order before anything is applied, so that two groups, or a group and a single command, never
-- wait for each other crosswise: first the locations' heads, of which none is waited for, then the people wanted, then
-- every customer named. Single commands take one head, their people and then one customer, which fits.
create or replace function gateway.apply_group(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_outcomes jsonb[];
  v_ours text[] := '{}'; -- tenant/location
  v_key bigint;
  c record;
begin
  for c in
    select h.tenant_no, h.location_id from feed_head h
      where (h.tenant_no, h.location_id) in (select (g->>'tenantNo')::bigint, (g->'plan'->>'locationId')::uuid
        from jsonb_array_elements(p_group) g)
      for update skip locked
  loop
    v_ours := v_ours || format('%s/%s', c.tenant_no, c.location_id);
  end loop;
  for v_key in
    select distinct gateway.person_key(r) as key from jsonb_array_elements(p_group) g
      cross join jsonb_array_elements(g->'plan'->'claims') claim
      join resource r on r.tenant_no = (g->>'tenantNo')::bigint and r.resource_no = (claim->>'resourceNo')::bigint
      where r.person_id is not null and format('%s/%s', g->>'tenantNo', (g->'plan'->>'locationId')::uuid) = any(v_ours) order by key
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
  perform from customer k
    where (k.tenant_no, k.customer_id) in (select (g->>'tenantNo')::bigint, (g->'plan'->'customer'->>'id')::uuid
      from jsonb_array_elements(p_group) g
      where g->'plan' ? 'customer' and format('%s/%s', g->>'tenantNo', (g->'plan'->>'locationId')::uuid) = any(v_ours))
    order by k.tenant_no, k.customer_id for update;
  for c in select (g->>'tenantNo')::bigint as tenant_no, g->'plan' as plan, place,
      format('%s/%s', g->>'tenantNo', (g->'plan'->>'locationId')::uuid) = any(v_ours) as is_ours
    from jsonb_array_elements(p_group) with ordinality as e(g, place) order by place
  loop
    v_outcomes[c.place] := case when c.is_ours then gateway.apply_plan(c.tenant_no, c.plan) end;
  end loop;
  return to_jsonb(v_outcomes);
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
