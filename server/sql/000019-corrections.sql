-- What a correction of a customer is about and leaves alone.

-- Attaches or creates. A known one keeps its name and gains what it lacked: a terminal that was away attaches with
-- what it remembers, and that must not undo a correction made since. Only `correct` overwrites, and where it comes with
-- a list (`corrects`) only what stands there.
-- Answers the row images: before is null for a new one.
create or replace function gateway.put_customer(
  p_tenant bigint, p_location uuid, p_version bigint, p_customer jsonb, p_command uuid, out o_before jsonb, out o_after jsonb
) language plpgsql as $$
declare
  v_correct boolean := coalesce((p_customer->>'correct')::boolean, false);
  v_only jsonb := case when v_correct then p_customer->'corrects' end;
  v_known customer;
  v_customer customer;
begin
  select * into v_known from customer
    where tenant_no = p_tenant and customer_id = (p_customer->>'id')::uuid for update;
  insert into customer (tenant_no, customer_id, name, phone, email, time_zone)
    values (p_tenant, (p_customer->>'id')::uuid, p_customer->>'name', p_customer->>'phone', p_customer->>'email',
      p_customer->>'timeZone')
    on conflict (tenant_no, customer_id) do update
      set name = case when v_correct and coalesce(v_only ? 'name', true) then excluded.name else customer.name end,
        phone = case when not coalesce(v_only ? 'phone', true) then customer.phone
          when v_correct then coalesce(excluded.phone, customer.phone) else coalesce(customer.phone, excluded.phone) end,
        email = case when not coalesce(v_only ? 'email', true) then customer.email
          when v_correct then coalesce(excluded.email, customer.email) else coalesce(customer.email, excluded.email) end,
        -- Of the three this one may be taken away again: a correction that says null means the location's.
        time_zone = case when not coalesce(v_only ? 'timeZone', true) then customer.time_zone
          when v_correct and p_customer ? 'timeZone' then excluded.time_zone
          else coalesce(customer.time_zone, excluded.time_zone) end
    returning * into v_customer;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', v_customer.customer_id,
    gateway.customer_row(v_customer), p_command);
  o_before := gateway.customer_row(v_known);
  o_after := gateway.customer_row(v_customer);
  if v_known.customer_id is null then
    o_before := null;
  elsif (v_known.name, v_known.phone, v_known.time_zone) is distinct from (v_customer.name, v_customer.phone, v_customer.time_zone) then
    perform gateway.tell_correction(p_tenant, p_location, p_version, v_customer, p_command);
  end if;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
