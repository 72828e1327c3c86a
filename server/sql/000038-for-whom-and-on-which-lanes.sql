-- On which lanes somebody squeezed in lies: of a party some may be in regular lanes, so that they are squeezed in says not
-- how many are.

-- What is held of a refused move, undo, series or waitlist command named nobody: the list of held time did not say for whom,
-- and whoever lost it to a manager was not told. The plan names the customer of the record, or the title of what has none.

alter table hold add column title text; -- of what it is held for: a booking without a customer, a block
alter table booking add column lanes_by_resource jsonb; -- only where squeezed in: [{"resourceId", "lanes": [1, 2]}]
alter table hold add column lanes_by_resource jsonb;

-- The lanes that an owner has now, by resource.
create function gateway.lanes_by_resource(p_tenant bigint, p_kind text, p_owner uuid) returns jsonb language sql stable as $$
  select jsonb_agg(jsonb_build_object('resourceId', taken.resource_id, 'lanes', taken.lanes) order by taken.resource_no)
    from (select r.resource_id, r.resource_no, jsonb_agg(c.lane order by c.lane) as lanes
        from claim c join resource r on r.tenant_no = c.tenant_no and r.resource_no = c.resource_no
        where c.tenant_no = p_tenant and c.owner_id = p_owner and c.owner_kind = p_kind and c.released_at is null
        group by r.resource_no, r.resource_id) taken
$$;

update booking set lanes_by_resource = gateway.lanes_by_resource(tenant_no, 'booking', booking_id) where squeezed_in;
update hold set lanes_by_resource = gateway.lanes_by_resource(tenant_no, 'hold', hold_id) where squeezed_in;

-- A new one.
create or replace function gateway.booking_of(p_tenant bigint, p_location uuid, p_columns jsonb, p_squeezed boolean)
returns booking language plpgsql as $$
declare
  b booking;
begin
  b.status := 'booked';
  b.notes := '';
  b.party_size := 1;
  b := jsonb_populate_record(b, p_columns);
  b.tenant_no := p_tenant;
  b.location_id := p_location;
  b.squeezed_in := p_squeezed;
  if p_squeezed then
    b.lanes_by_resource := gateway.lanes_by_resource(p_tenant, 'booking', b.booking_id);
  else
    b.squeeze_reason := null;
  end if;
  return b;
end $$;

-- An active one. Of a customer who is named by their id alone the record says the rest.
create or replace function gateway.hold_of(p_tenant bigint, p_location uuid, p_columns jsonb, p_expires timestamptz, p_squeezed boolean)
returns hold language plpgsql as $$
declare
  h hold;
begin
  h.purpose := 'asked';
  h.party_size := 1;
  h := jsonb_populate_record(h, p_columns);
  h.tenant_no := p_tenant;
  h.location_id := p_location;
  h.status := 'active';
  h.expires_at := p_expires;
  h.squeezed_in := p_squeezed;
  h.title := nullif(h.title, '');
  if h.customer_id is not null and h.customer_name is null then
    select c.name, c.phone, c.email, c.time_zone
      into h.customer_name, h.customer_phone, h.customer_email, h.customer_time_zone
      from customer c where c.tenant_no = p_tenant and c.customer_id = h.customer_id;
  end if;
  if p_squeezed then
    h.lanes_by_resource := gateway.lanes_by_resource(p_tenant, 'hold', h.hold_id);
  else
    h.squeeze_reason := null;
  end if;
  h.asker := coalesce(h.asker, h.hold_id::text);
  return h;
end $$;

-- Inserts (expectedVersion null) or updates exactly the expected version, counts on customers, tells the feed.
-- Answers the row images before and after.
create or replace function gateway.put_booking(
  p_tenant bigint, p_location uuid, p_version bigint, p_part jsonb, p_squeezed boolean, p_command uuid, out o_before jsonb, out o_after jsonb
) language plpgsql as $$
declare
  v_before booking;
  v_booking booking;
  v_customer customer;
  v_was customer;
  v_counts jsonb := coalesce(p_part->'countFor', p_part->'recount');
  v_sign integer := case when (p_part->>'uncount')::boolean then -1 else 1 end;
begin
  if p_part->'expectedVersion' = 'null' then
    v_booking := gateway.booking_of(p_tenant, p_location, p_part->'columns', p_squeezed);
    insert into booking values (v_booking.*) on conflict (tenant_no, booking_id) do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  else
    select * into v_before from booking
      where tenant_no = p_tenant and location_id = p_location
        and booking_id = (p_part->>'id')::uuid and version = (p_part->>'expectedVersion')::integer;
    if not found then
      raise exception 'the booking moved' using errcode = 'HF002';
    end if;
    v_booking := jsonb_populate_record(v_before, p_part->'columns');
    select * into v_was from customer where tenant_no = p_tenant and customer_id = v_before.customer_id;
    o_before := gateway.booking_row(v_before, v_was);
    update booking set service_id = v_booking.service_id, resource_ids = v_booking.resource_ids,
        starts_at = v_booking.starts_at, ends_at = v_booking.ends_at,
        occupied_from = v_booking.occupied_from, occupied_to = v_booking.occupied_to,
        occupied_by_resource = v_booking.occupied_by_resource,
        status = v_booking.status, version = v_before.version + 1, customer_id = v_booking.customer_id,
        title = v_booking.title, notes = v_booking.notes, party_size = v_booking.party_size,
        waived = v_booking.waived, deposit_reference = v_booking.deposit_reference,
        -- Where it lies is what counts: a booking moved out of a squeeze-in lane is none any more.
        squeezed_in = case when p_part->'columns' ? 'starts_at' then p_squeezed else v_before.squeezed_in end,
        squeeze_reason = case when p_part->'columns' ? 'starts_at' and not p_squeezed then null else v_booking.squeeze_reason end,
        lanes_by_resource = case when not p_part->'columns' ? 'starts_at' then v_before.lanes_by_resource
          when p_squeezed then gateway.lanes_by_resource(p_tenant, 'booking', v_before.booking_id) end
      where tenant_no = p_tenant and booking_id = v_before.booking_id
      returning * into v_booking;
    if p_part ? 'recount' and v_before.customer_id is not null then
      perform gateway.count_for(p_tenant, p_location, p_version, v_before.customer_id, v_counts, -1, p_command);
    end if;
  end if;
  if v_counts is not null and v_booking.customer_id is not null then
    perform gateway.count_for(p_tenant, p_location, p_version, v_booking.customer_id, v_counts, v_sign, p_command);
  end if;
  if v_booking.customer_id is not null then
    select * into v_customer from customer where tenant_no = p_tenant and customer_id = v_booking.customer_id;
    if v_booking.customer_id is distinct from v_before.customer_id then
      perform gateway.tell_customer(p_tenant, p_location, p_version, v_customer, p_command);
    end if;
  end if;
  o_after := gateway.booking_row(v_booking, v_customer);
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', v_booking.booking_id, o_after, p_command);
end $$;

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
    'lanesByResource', b.lanes_by_resource,
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
    'customerTimeZone', h.customer_time_zone, 'title', h.title, 'occupiedByResource', h.occupied_by_resource,
    'lanesByResource', h.lanes_by_resource,
    'squeezeReason', h.squeeze_reason, 'waived', h.waived)
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
