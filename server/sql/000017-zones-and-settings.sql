-- A customer's own clock, and settings that stand in the record when they change.

alter table customer add column time_zone text; -- IANA name of their clock; null: the location's
alter table hold add column customer_time_zone text;

create index event_of_settings on event (tenant_no, at) where starts_with(kind, 'change_');

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

-- What decisions rest on has changed: the record of the location says so, by whom, and from what to what, as a command
-- of its own, because nothing else stands there. Under the location's lock, at a version it took. The same again is no
-- change. `p_subject`: the location, resource, service or member of staff; null: the business.
create function gateway.record_setting(
  p_tenant bigint, p_location uuid, p_version bigint, p_kind text, p_subject uuid, p_before jsonb, p_after jsonb,
  p_by jsonb default '{"channel": "command_line"}'
) returns void language plpgsql as $$
declare
  v_command jsonb;
begin
  if p_before is not distinct from p_after then
    return;
  end if;
  v_command := p_by || jsonb_build_object('id', gen_random_uuid(), 'kind', p_kind, 'subjectId', p_subject,
    'fingerprint', encode(sha256(convert_to(p_after::text, 'UTF8')), 'hex'));
  perform gateway.store_outcome(p_tenant, p_location, p_version, v_command, 'committed',
    jsonb_build_object('status', 'committed', 'version', p_version));
  perform gateway.record_event(p_tenant, p_location, p_version, v_command, null, p_before, p_after);
end $$;

create or replace function gateway.put_location(p_tenant bigint, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_before location;
  v_location location;
  v_version bigint;
begin
  -- Under its lock, so that what the record calls the state before is what was changed. A new one has none.
  perform from feed_head h join location l on l.tenant_no = h.tenant_no and l.location_id = h.location_id
    where l.tenant_no = p_tenant and l.slug = p_row->>'slug' for update of h;
  select * into v_before from location where tenant_no = p_tenant and slug = p_row->>'slug';
  insert into location (tenant_no, location_id, slug, name, time_zone, opening_hours, grid_minutes, exceptions, kinds)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'slug', p_row->>'name', p_row->>'timeZone',
      p_row->'openingHours', (p_row->>'gridMinutes')::smallint,
      coalesce(p_row->'exceptions', '[]'), coalesce(p_row->'kinds', '{}'))
    on conflict (tenant_no, slug) do update set name = excluded.name, time_zone = excluded.time_zone,
      opening_hours = excluded.opening_hours, grid_minutes = excluded.grid_minutes,
      exceptions = coalesce(p_row->'exceptions', location.exceptions), kinds = coalesce(p_row->'kinds', location.kinds)
    returning * into v_location;
  insert into feed_head (tenant_no, location_id, epoch)
    values (p_tenant, v_location.location_id, gen_random_uuid()::text) on conflict do nothing;
  v_version := gateway.catalogue_moves(p_tenant, v_location.location_id);
  perform gateway.append_change(p_tenant, v_location.location_id, v_version, 'location', v_location.location_id,
    gateway.location_row(v_location), null);
  perform gateway.record_setting(p_tenant, v_location.location_id, v_version, 'change_location', v_location.location_id,
    case when v_before.location_id is not null then gateway.location_row(v_before) end, gateway.location_row(v_location));
  return v_location.location_id;
end $$;

-- A row that says nothing of shifts, squeeze-ins or the person leaves them as they are.
create or replace function gateway.put_resource(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint;
  v_before resource;
  v_resource resource;
  v_person uuid;
begin
  select r.person_id into v_person from resource r
    where r.tenant_no = p_tenant and r.location_id = p_location and r.slug = p_row->>'slug';
  if v_person is not null or p_row->>'personId' is not null then
    -- Every location where the person works decides by where else they do; in order, as put_settings locks them.
    perform from feed_head where tenant_no = p_tenant order by location_id for update;
    update feed_head h set catalogue_version = catalogue_version + 1
      where h.tenant_no = p_tenant and h.location_id <> p_location and exists (select from resource r
        where r.tenant_no = p_tenant and r.location_id = h.location_id
          and r.person_id in (v_person, (p_row->>'personId')::uuid));
  end if;
  v_version := gateway.catalogue_moves(p_tenant, p_location);
  select * into v_before from resource r where r.tenant_no = p_tenant and r.location_id = p_location and r.slug = p_row->>'slug';
  insert into resource (tenant_no, resource_id, location_id, slug, name, kind, label, capacity, position, archived,
      hours, exceptions, squeeze_lanes, squeeze_per_day, person_id)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name', p_row->>'kind',
      coalesce(p_row->>'label', ''), coalesce((p_row->>'capacity')::smallint, 1::smallint),
      coalesce((p_row->>'position')::integer, (select coalesce(max(r.position), 0) + 1 from resource r
        where r.tenant_no = p_tenant and r.location_id = p_location)),
      coalesce((p_row->>'archived')::boolean, false),
      nullif(p_row->'hours', 'null'), coalesce(p_row->'exceptions', '[]'),
      coalesce((p_row->>'squeezeLanes')::smallint, 0::smallint), coalesce((p_row->>'squeezePerDay')::smallint, 0::smallint),
      (p_row->>'personId')::uuid)
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name, kind = excluded.kind,
      label = excluded.label, capacity = excluded.capacity, position = excluded.position,
      archived = excluded.archived,
      hours = case when p_row ? 'hours' then excluded.hours else resource.hours end,
      exceptions = case when p_row ? 'exceptions' then excluded.exceptions else resource.exceptions end,
      squeeze_lanes = case when p_row ? 'squeezeLanes' then excluded.squeeze_lanes else resource.squeeze_lanes end,
      squeeze_per_day = case when p_row ? 'squeezePerDay' then excluded.squeeze_per_day else resource.squeeze_per_day end,
      person_id = case when p_row ? 'personId' then excluded.person_id else resource.person_id end
    returning * into v_resource;
  perform gateway.append_change(p_tenant, p_location, v_version, 'resource', v_resource.resource_id,
    gateway.resource_row(v_resource), null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_resource', v_resource.resource_id,
    case when v_before.resource_id is not null then gateway.resource_row(v_before) end, gateway.resource_row(v_resource));
  return v_resource.resource_id;
end $$;

create or replace function gateway.put_service(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_before service;
  v_service service;
begin
  select * into v_before from service where tenant_no = p_tenant and location_id = p_location and slug = p_row->>'slug';
  insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes, preparation_minutes,
      cleanup_minutes, needs, colour, position, archived, kind_buffers, no_show_policy)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name',
      (p_row->>'durationMinutes')::integer, (p_row->>'preparationMinutes')::integer,
      (p_row->>'cleanupMinutes')::integer, array(select jsonb_array_elements_text(p_row->'needs')),
      (p_row->>'colour')::smallint, (p_row->>'position')::integer, coalesce((p_row->>'archived')::boolean, false),
      coalesce(p_row->'kindBuffers', '{}'), nullif(p_row->'noShowPolicy', 'null'))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name,
      duration_minutes = excluded.duration_minutes, preparation_minutes = excluded.preparation_minutes,
      cleanup_minutes = excluded.cleanup_minutes, needs = excluded.needs, colour = excluded.colour,
      position = excluded.position, archived = excluded.archived,
      kind_buffers = coalesce(p_row->'kindBuffers', service.kind_buffers),
      no_show_policy = case when p_row ? 'noShowPolicy' then excluded.no_show_policy else service.no_show_policy end
    returning * into v_service;
  perform gateway.append_change(p_tenant, p_location, v_version, 'service', v_service.service_id,
    gateway.service_row(v_service), null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_service', v_service.service_id,
    case when v_before.service_id is not null then gateway.service_row(v_before) end, gateway.service_row(v_service));
  return v_service.service_id;
end $$;

-- Both locations decide by it, so it stands in the record of both; the lesser id first, as everybody locks them.
create or replace function gateway.put_travel_time(p_tenant bigint, p_location uuid, p_other uuid, p_minutes integer)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_first uuid := least(p_location, p_other);
  v_second uuid := greatest(p_location, p_other);
  v_first_version bigint := gateway.catalogue_moves(p_tenant, v_first);
  v_second_version bigint := gateway.catalogue_moves(p_tenant, v_second);
  v_before integer;
begin
  select minutes into v_before from travel_time
    where tenant_no = p_tenant and location_id = v_first and other_location_id = v_second;
  insert into travel_time (tenant_no, location_id, other_location_id, minutes)
    values (p_tenant, v_first, v_second, p_minutes)
    on conflict (tenant_no, location_id, other_location_id) do update set minutes = excluded.minutes;
  perform gateway.record_setting(p_tenant, v_first, v_first_version, 'change_travel_time', v_second,
    case when v_before is not null then jsonb_build_object('minutes', v_before) end, jsonb_build_object('minutes', p_minutes));
  perform gateway.record_setting(p_tenant, v_second, v_second_version, 'change_travel_time', v_first,
    case when v_before is not null then jsonb_build_object('minutes', v_before) end, jsonb_build_object('minutes', p_minutes));
end $$;

-- Staff belong to the business, so every location's feed hears of it and every record shows it; locations in order of
-- their ids, so two of these never wait for each other crosswise. Of a PIN the record says that it is another one.
create or replace function gateway.put_staff(p_tenant bigint, p_row jsonb, p_pin_hash text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location uuid;
  v_version bigint;
  v_before staff;
  v_staff staff;
  v_new_pin boolean;
begin
  perform from feed_head where tenant_no = p_tenant order by location_id for update;
  select * into v_before from staff where tenant_no = p_tenant and staff_id = (p_row->>'id')::uuid;
  v_new_pin := exists (select from staff_pin
    where tenant_no = p_tenant and staff_id = v_before.staff_id and pin_hash <> p_pin_hash);
  insert into staff (tenant_no, staff_id, name, role, active)
    values (p_tenant, (p_row->>'id')::uuid, p_row->>'name', p_row->>'role',
      coalesce((p_row->>'active')::boolean, true))
    on conflict (tenant_no, staff_id) do update set name = excluded.name, role = excluded.role,
      active = excluded.active
    returning * into v_staff;
  insert into staff_pin (tenant_no, staff_id, pin_hash) values (p_tenant, v_staff.staff_id, p_pin_hash)
    on conflict (tenant_no, staff_id) do update set pin_hash = excluded.pin_hash;
  if not v_staff.active then
    delete from staff_session where tenant_no = p_tenant and staff_id = v_staff.staff_id;
  end if;
  for v_location in select location_id from feed_head where tenant_no = p_tenant order by location_id loop
    v_version := gateway.catalogue_moves(p_tenant, v_location);
    perform gateway.append_change(p_tenant, v_location, v_version, 'staff', v_staff.staff_id, gateway.staff_row(v_staff), null);
    perform gateway.record_setting(p_tenant, v_location, v_version, 'change_staff', v_staff.staff_id,
      case when v_before.staff_id is not null then gateway.staff_row(v_before) end,
      gateway.staff_row(v_staff) || case when v_new_pin then '{"newPin": true}'::jsonb else '{}' end);
  end loop;
  return v_staff.staff_id;
end $$;

-- Policies of the business: server/src/locations/policies.ts says what may stand there. Null puts a setting back to
-- its default; hold times are by channel, so naming one leaves the others. Every location decides anew, and its record
-- says by what it did before. p_by: {"channel", "actorId", "terminalId"}.
drop function if exists gateway.put_settings(bigint, jsonb);
create function gateway.put_settings(p_tenant bigint, p_settings jsonb, p_by jsonb default '{"channel": "command_line"}')
returns void language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_before jsonb;
  v_after jsonb;
  v_location uuid;
begin
  perform from feed_head where tenant_no = p_tenant order by location_id for update;
  select settings into v_before from tenant where tenant_no = p_tenant;
  update tenant set settings = jsonb_strip_nulls(settings || p_settings || case
      when jsonb_typeof(p_settings->'holdSeconds') = 'object'
        then jsonb_build_object('holdSeconds', coalesce(settings->'holdSeconds', '{}') || (p_settings->'holdSeconds'))
      else '{}' end)
    where tenant_no = p_tenant returning settings into v_after;
  for v_location in select location_id from feed_head where tenant_no = p_tenant order by location_id loop
    perform gateway.record_setting(p_tenant, v_location, gateway.catalogue_moves(p_tenant, v_location), 'change_settings',
      null, v_before, v_after, p_by);
  end loop;
end $$;
