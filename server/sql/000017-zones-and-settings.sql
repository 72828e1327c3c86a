-- A customer's own clock, and settings that stand in the record when they change.

alter table customer add column time_zone text; -- IANA name of their clock; null: the location's
alter table hold add column customer_time_zone text;

create or replace function gateway.customer_row(c customer) returns jsonb language sql stable as $$
  select jsonb_build_object('id', c.customer_id, 'name', c.name, 'phone', c.phone, 'email', c.email, 'timeZone', c.time_zone,
    'notes', c.notes, 'visits', c.visits, 'noShows', c.no_shows)
$$;

-- The customer is passed because a booking row on the board carries name, phone and zone.
create or replace function gateway.booking_row(b booking, c customer) returns jsonb language sql stable as $$
  select jsonb_build_object('id', b.booking_id, 'locationId', b.location_id, 'reference', b.reference,
    'serviceId', b.service_id, 'resourceIds', to_jsonb(b.resource_ids),
    'start', gateway.wire_time(b.starts_at), 'end', gateway.wire_time(b.ends_at),
    'occupiedStart', gateway.wire_time(b.occupied_from), 'occupiedEnd', gateway.wire_time(b.occupied_to),
    'status', b.status, 'version', b.version, 'channel', b.channel,
    'customerId', b.customer_id, 'customerName', c.name, 'customerPhone', c.phone, 'customerTimeZone', c.time_zone,
    'title', b.title, 'notes', b.notes, 'createdAt', gateway.wire_time(b.created_at),
    'partySize', b.party_size, 'squeezedIn', b.squeezed_in, 'squeezeReason', b.squeeze_reason,
    'seriesId', b.series_id, 'occupiedByResource', b.occupied_by_resource,
    'waived', b.waived, 'depositReference', b.deposit_reference)
$$;

create or replace function gateway.hold_row(h hold) returns jsonb language sql stable as $$
  select jsonb_build_object('id', h.hold_id, 'locationId', h.location_id, 'serviceId', h.service_id,
    'resourceIds', to_jsonb(h.resource_ids),
    'start', gateway.wire_time(h.starts_at), 'end', gateway.wire_time(h.ends_at),
    'occupiedStart', gateway.wire_time(h.occupied_from), 'occupiedEnd', gateway.wire_time(h.occupied_to),
    'status', h.status, 'expiresAt', gateway.wire_time(h.expires_at), 'channel', h.channel,
    'refusedCommandId', h.refused_command_id, 'purpose', h.purpose, 'partySize', h.party_size,
    'squeezedIn', h.squeezed_in, 'customerName', h.customer_name, 'customerPhone', h.customer_phone,
    'customerTimeZone', h.customer_time_zone, 'occupiedByResource', h.occupied_by_resource,
    'squeezeReason', h.squeeze_reason, 'waived', h.waived)
$$;

-- Row → wire shape. `offer`: what is held for them now, so that a list needs no other rows to say it.
create or replace function gateway.waitlist_entry_row(w waitlist_entry) returns jsonb language sql stable as $$
  select jsonb_build_object('id', w.entry_id, 'locationId', w.location_id, 'serviceId', w.service_id,
    'from', gateway.wire_time(w.window_from), 'to', gateway.wire_time(w.window_to),
    'resourceIds', to_jsonb(w.resource_ids), 'partySize', w.party_size, 'customerId', w.customer_id,
    'customerName', c.name, 'customerPhone', c.phone, 'customerTimeZone', c.time_zone,
    'notes', w.notes, 'channel', w.channel, 'status', w.status,
    'holdId', w.hold_id, 'offerUntil', gateway.wire_time(h.expires_at),
    'offer', case when h.hold_id is not null then jsonb_build_object('start', gateway.wire_time(h.starts_at),
      'end', gateway.wire_time(h.ends_at), 'resourceIds', to_jsonb(h.resource_ids)) end,
    'bookingId', w.booking_id, 'joinedAt', gateway.wire_time(w.joined_at))
    from customer c
      left join hold h on h.tenant_no = w.tenant_no and h.hold_id = w.hold_id and w.status = 'offered'
    where c.tenant_no = w.tenant_no and c.customer_id = w.customer_id
$$;

-- Attaches or creates. A known one keeps its name and gains what it lacked: a terminal that was away attaches with
-- what it remembers, and that must not undo a correction made since. Only `correct` overwrites.
-- Answers the row images: before is null for a new one.
create or replace function gateway.put_customer(
  p_tenant bigint, p_location uuid, p_version bigint, p_customer jsonb, p_command uuid, out o_before jsonb, out o_after jsonb
) language plpgsql as $$
declare
  v_correct boolean := coalesce((p_customer->>'correct')::boolean, false);
  v_known customer;
  v_customer customer;
begin
  select * into v_known from customer
    where tenant_no = p_tenant and customer_id = (p_customer->>'id')::uuid for update;
  insert into customer (tenant_no, customer_id, name, phone, email, time_zone)
    values (p_tenant, (p_customer->>'id')::uuid, p_customer->>'name', p_customer->>'phone', p_customer->>'email',
      p_customer->>'timeZone')
    on conflict (tenant_no, customer_id) do update
      set name = case when v_correct then excluded.name else customer.name end,
        phone = case when v_correct then coalesce(excluded.phone, customer.phone)
          else coalesce(customer.phone, excluded.phone) end,
        email = case when v_correct then coalesce(excluded.email, customer.email)
          else coalesce(customer.email, excluded.email) end,
        -- Of the three this one may be taken away again: a correction that says null means the location's.
        time_zone = case when v_correct and p_customer ? 'timeZone' then excluded.time_zone
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

-- Gives a customer back the name, phone, e-mail and zone they had, provided they still have those that the undone
-- command gave them. Events from before there were zones say nothing of one, and leave it.
create or replace function gateway.restore_customer(p_tenant bigint, p_location uuid, p_version bigint, p_restore jsonb, p_command uuid)
returns void language plpgsql as $$
declare
  v_from jsonb := p_restore->'from';
  v_to jsonb := p_restore->'to';
  v_customer customer;
begin
  update customer set name = v_to->>'name', phone = v_to->>'phone', email = v_to->>'email',
      time_zone = case when v_to ? 'timeZone' then v_to->>'timeZone' else time_zone end
    where tenant_no = p_tenant and customer_id = (v_to->>'id')::uuid
      and (name, phone, email) is not distinct from (v_from->>'name', v_from->>'phone', v_from->>'email')
      and (not v_from ? 'timeZone' or time_zone is not distinct from v_from->>'timeZone')
    returning * into v_customer;
  if not found then
    raise exception 'the customer moved' using errcode = 'HF002';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', v_customer.customer_id,
    gateway.customer_row(v_customer), p_command);
  perform gateway.tell_correction(p_tenant, p_location, p_version, v_customer, p_command);
end $$;
