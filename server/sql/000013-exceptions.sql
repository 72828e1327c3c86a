-- Exceptions somebody answers for (squeeze-ins, waived rules, deposits), and people who work at several places.

alter table booking
  add column deposit_reference text, -- where the deposit that the service demanded was paid
  add column waived jsonb; -- {"rules","reason"}: set aside for it by somebody who may
alter table hold
  add column squeeze_reason text,
  add column waived jsonb;

-- One number for a person, for advisory locks: there is no row of a person. Two who share it only wait for each other.
create or replace function gateway.person_key(r resource) returns bigint language sql immutable as $$
  select hashtextextended(r.person_id::text, r.tenant_no)
$$;

-- The people behind the resources of these claims, locked to the end of the transaction: the location's lock keeps
-- one location in order, and a person may be wanted at two. Always after the location's lock and sorted by key, so
-- that nobody waits in a circle.
create or replace function gateway.lock_people(p_tenant bigint, p_claims jsonb) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(key) from (
    select gateway.person_key(r) as key from resource r
      where r.tenant_no = p_tenant and r.person_id is not null and r.resource_no = any(array(
        select (claim->>'resourceNo')::bigint from jsonb_array_elements(p_claims) claim))
      order by key offset 0) people;
end $$;

-- Whether the person behind a resource has something else to do at another place, the way between included. Asked
-- under lock_people. Blocks keep a place from being sold, not a person from being elsewhere.
create or replace function gateway.is_elsewhere(
  p_tenant bigint, p_resource resource, p_start timestamptz, p_end timestamptz, p_owner uuid, p_over_undo boolean
) returns boolean language sql stable as $$
  select exists (
    select from resource other
      left join travel_time way on way.tenant_no = p_tenant
        and way.location_id = least(p_resource.location_id, other.location_id)
        and way.other_location_id = greatest(p_resource.location_id, other.location_id)
      cross join lateral (select make_interval(mins => coalesce(way.minutes, 0)) as travel) t
      join claim c on c.tenant_no = p_tenant and c.resource_no = other.resource_no and c.released_at is null
        and c.during && tstzrange(p_start - t.travel, p_end + t.travel, '[)')
      where other.tenant_no = p_tenant and other.person_id = p_resource.person_id
        and other.resource_no <> p_resource.resource_no and c.owner_kind <> 'block' and c.owner_id <> p_owner
        and (c.expires_at is null or c.expires_at > clock_timestamp()) and not (p_over_undo and c.yields))
$$;

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken; a block takes all lanes, those included, so nobody is squeezed in under one.
create or replace function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_squeeze integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_yields boolean,
  p_over_undo boolean, p_command uuid
) returns integer language plpgsql as $$
declare
  v_missing integer := p_lanes;
  v_highest integer := 0;
  v_in_the_way uuid[];
begin
  if p_owner_kind = 'block' and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and lane > p_capacity
        and during && tstzrange(p_start, p_end, '[)') and (expires_at is null or expires_at > clock_timestamp())) then
    return 0;
  end if;
  for v_attempt in 1..2 loop
    for v_lane in 1..p_capacity loop
      exit when v_missing = 0;
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
        v_highest := greatest(v_highest, v_lane);
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    select array_agg(distinct owner_id) into v_in_the_way from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null
        and during && tstzrange(p_start, p_end, '[)') and (expires_at <= clock_timestamp() or (p_over_undo and yields));
    exit when v_in_the_way is null;
    perform gateway.close_holds(p_tenant, p_location, p_version, v_in_the_way, 'expired', p_command);
  end loop;
  if v_missing > 0 and p_squeeze > 0 and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and owner_kind = 'block'
        and during && tstzrange(p_start, p_end, '[)')) then
    return 0;
  end if;
  for v_lane in p_capacity + 1..p_capacity + p_squeeze loop
    exit when v_missing = 0;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
      values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields)
      on conflict do nothing;
    if found then
      v_missing := v_missing - 1;
      v_highest := v_lane;
    end if;
  end loop;
  return case when v_missing = 0 then v_highest else 0 end;
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
    v_booking.status := 'booked';
    v_booking.notes := '';
    v_booking.party_size := 1;
    v_booking := jsonb_populate_record(v_booking, p_part->'columns');
    v_booking.tenant_no := p_tenant;
    v_booking.location_id := p_location;
    v_booking.squeezed_in := p_squeezed;
    if not p_squeezed then v_booking.squeeze_reason := null; end if;
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
        squeeze_reason = case when p_part->'columns' ? 'starts_at' and not p_squeezed then null else v_booking.squeeze_reason end
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
    if v_booking.customer_id is distinct from v_before.customer_id
        and not exists (select from change where tenant_no = p_tenant and location_id = p_location and version = p_version
          and entity = 'customer' and entity_id = v_customer.customer_id) then
      -- A copy taken while this customer had no booking here does not know them; an undo or an offer brings them back.
      perform gateway.append_change(p_tenant, p_location, p_version, 'customer', v_customer.customer_id,
        gateway.customer_row(v_customer), p_command);
    end if;
  end if;
  o_after := gateway.booking_row(v_booking, v_customer);
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', v_booking.booking_id, o_after, p_command);
end $$;

-- Inserts an active hold that lives `seconds` by the database's clock, and tells the feed.
create or replace function gateway.put_hold(
  p_tenant bigint, p_location uuid, p_version bigint, p_columns jsonb, p_expires timestamptz, p_squeezed boolean, p_command uuid
) returns jsonb language plpgsql as $$
declare
  v_hold hold;
begin
  v_hold.purpose := 'asked';
  v_hold.party_size := 1;
  v_hold := jsonb_populate_record(v_hold, p_columns);
  v_hold.tenant_no := p_tenant;
  v_hold.location_id := p_location;
  v_hold.status := 'active';
  v_hold.expires_at := p_expires;
  v_hold.squeezed_in := p_squeezed;
  if not p_squeezed then v_hold.squeeze_reason := null; end if;
  v_hold.asker := coalesce(v_hold.asker, v_hold.hold_id::text);
  insert into hold select (v_hold).* on conflict do nothing;
  if not found then
    raise exception 'already exists' using errcode = 'HF003';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'hold', v_hold.hold_id, gateway.hold_row(v_hold), p_command);
  return gateway.hold_row(v_hold);
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
