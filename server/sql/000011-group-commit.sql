-- Several decided commands in one transaction, for those that wait anyway. p_group: [{"tenantNo", "plan"}], answered
-- in the same order. What one raises rolls all of them back, and the caller commits them one by one.
--
-- Locks are taken in one order before anything is applied, so that two groups, or a group and a single command, never
-- wait for each other crosswise: first every location's head, then every customer named. Single commands take one
-- head and then one customer, which fits.
create or replace function gateway.apply_group(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_outcomes jsonb[];
  c record;
begin
  perform from feed_head h
    where (h.tenant_no, h.location_id) in (select (g->>'tenantNo')::bigint, (g->'plan'->>'locationId')::uuid
      from jsonb_array_elements(p_group) g)
    order by h.tenant_no, h.location_id for update;
  perform from customer k
    where (k.tenant_no, k.customer_id) in (select (g->>'tenantNo')::bigint, (g->'plan'->'customer'->>'id')::uuid
      from jsonb_array_elements(p_group) g where g->'plan' ? 'customer')
    order by k.tenant_no, k.customer_id for update;
  for c in select (g->>'tenantNo')::bigint as tenant_no, g->'plan' as plan, place
    from jsonb_array_elements(p_group) with ordinality as e(g, place) order by place
  loop
    v_outcomes[c.place] := gateway.apply_plan(c.tenant_no, c.plan);
  end loop;
  return to_jsonb(v_outcomes);
end $$;
