-- Applying decisions (see the head of 000003 for the raised codes) of any number of bookings, holds and lists.
--   HF005 the resource takes no more squeeze-ins that day

drop function if exists gateway.take_lanes(bigint, uuid, bigint, bigint, integer, integer, timestamptz, timestamptz, text, uuid, timestamptz, uuid);

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken.
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
    insert into booking select (v_booking).* on conflict (tenant_no, booking_id) do nothing;
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
  select * into v_customer from customer where tenant_no = p_tenant and customer_id = v_booking.customer_id;
  o_after := gateway.booking_row(v_booking, v_customer);
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', v_booking.booking_id, o_after, p_command);
end $$;

create or replace function gateway.count_for(
  p_tenant bigint, p_location uuid, p_version bigint, p_customer uuid, p_counts jsonb, p_sign integer, p_command uuid
) returns void language plpgsql as $$
declare
  v_customer customer;
begin
  update customer set visits = greatest(visits + p_sign * coalesce((p_counts->>'visits')::integer, 0), 0),
      no_shows = greatest(no_shows + p_sign * coalesce((p_counts->>'noShows')::integer, 0), 0)
    where tenant_no = p_tenant and customer_id = p_customer returning * into v_customer;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', p_customer,
    gateway.customer_row(v_customer), p_command);
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
  v_hold.asker := coalesce(v_hold.asker, v_hold.hold_id::text);
  insert into hold select (v_hold).* on conflict do nothing;
  if not found then
    raise exception 'already exists' using errcode = 'HF003';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'hold', v_hold.hold_id, gateway.hold_row(v_hold), p_command);
  return gateway.hold_row(v_hold);
end $$;

-- Places, removes or brings back a block. Its claims are the plan's.
create or replace function gateway.put_block(p_tenant bigint, p_location uuid, p_version bigint, p_plan jsonb, p_command uuid)
returns jsonb language plpgsql as $$
declare
  v_block block;
begin
  if p_plan ? 'block' then
    v_block := jsonb_populate_record(null::block, p_plan->'block');
    v_block.tenant_no := p_tenant;
    v_block.location_id := p_location;
    v_block.removed := false;
    insert into block select (v_block).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  else
    update block set removed = p_plan ? 'removeBlock'
      where tenant_no = p_tenant and location_id = p_location
        and block_id = coalesce(p_plan->>'removeBlock', p_plan->>'restoreBlock')::uuid
        and removed = not (p_plan ? 'removeBlock') returning * into v_block;
    if not found then
      raise exception 'the block moved' using errcode = 'HF002';
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'block', v_block.block_id, gateway.block_row(v_block), p_command);
  return gateway.block_row(v_block);
end $$;

-- Applies a decided command. The plan's shape is server/src/commands/plan.ts. Returns the stored outcome.
create or replace function gateway.apply_plan(p_tenant bigint, p_plan jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_command jsonb := p_plan->'command';
  v_command_id uuid := (p_plan->'command'->>'id')::uuid;
  v_location uuid := (p_plan->>'locationId')::uuid;
  v_outcome jsonb := p_plan->'outcome';
  v_over_undo boolean := coalesce((p_plan->>'overUndo')::boolean, false);
  v_now timestamptz;
  v_version bigint;
  v_dependency text;
  v_before jsonb;
  v_after jsonb;
  v_befores jsonb := '[]';
  v_afters jsonb := '[]';
  v_squeezed uuid[] := '{}';
  v_lane integer;
  v_count integer;
  v_part jsonb;
  v_series series;
  c record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_plan->>'catalogueVersion')::bigint);
  -- The database's clock alone decides when a hold ends; read under the lock, so that waiting costs no hold time.
  v_now := clock_timestamp();
  v_outcome := v_outcome || jsonb_build_object('version', v_version);
  for v_part in select value from jsonb_array_elements(p_plan->'holds') loop
    v_outcome := v_outcome || jsonb_build_object(case when v_part->>'purpose' = 'undo' then 'undoUntil' else 'expiresAt' end,
      gateway.wire_time(v_now + make_interval(secs => (v_part->>'seconds')::float8)));
  end loop;
  if p_plan ? 'extendHold' then
    v_outcome := v_outcome || jsonb_build_object('expiresAt',
      gateway.wire_time(v_now + make_interval(secs => (p_plan->'extendHold'->>'seconds')::float8)));
  end if;
  -- First, so that a twin that waited for the lock leaves before it can mistake its own claims for a conflict.
  perform gateway.store_outcome(p_tenant, v_location, v_version, v_command, 'committed', v_outcome);

  if v_command ? 'dependsOn' then
    select status into v_dependency from command
      where tenant_no = p_tenant and command_id = (v_command->>'dependsOn')::uuid;
    if v_dependency is distinct from 'committed' then
      raise exception 'dependency refused' using errcode = 'HF004';
    end if;
  end if;

  -- Holds this command ends. One that is no longer active moved under the decision.
  if p_plan ? 'closeHolds' then
    select count(*) into v_count from hold
      where tenant_no = p_tenant and location_id = v_location and status = 'active'
        and hold_id in (select (h->>'id')::uuid from jsonb_array_elements(p_plan->'closeHolds') h);
    if v_count <> jsonb_array_length(p_plan->'closeHolds') then
      raise exception 'a hold moved' using errcode = 'HF002';
    end if;
  end if;
  if p_plan ? 'convert' then
    -- The claims change owner in place: the slot is never free in between.
    update claim set owner_kind = p_plan->'convert'->'owner'->>'kind', owner_id = (p_plan->'convert'->'owner'->>'id')::uuid,
        expires_at = v_now + make_interval(secs => (p_plan->'convert'->>'seconds')::float8), yields = false
      where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = (p_plan->'convert'->>'holdId')::uuid
        and released_at is null and expires_at > clock_timestamp();
    get diagnostics v_count = row_count;
    if v_count <> (p_plan->'convert'->>'claims')::integer then
      raise exception 'the hold ran out' using errcode = 'HF002';
    end if;
    if (p_plan->'convert'->>'squeezedIn')::boolean then
      v_squeezed := v_squeezed || (p_plan->'convert'->'owner'->>'id')::uuid;
    end if;
  end if;
  for c in select h->>'id' as id, h->>'status' as status from jsonb_array_elements(p_plan->'closeHolds') h loop
    perform gateway.close_holds(p_tenant, v_location, v_version, array[c.id::uuid], c.status, v_command_id);
  end loop;
  if p_plan ? 'settlesRefusal' then
    -- A person decided about this refusal: what it still holds goes back on sale.
    perform gateway.close_holds(p_tenant, v_location, v_version, (
      select coalesce(array_agg(hold_id), '{}') from hold
        where tenant_no = p_tenant and location_id = v_location and status = 'active'
          and refused_command_id = (p_plan->>'settlesRefusal')::uuid), 'released', v_command_id);
  end if;
  if p_plan ? 'releaseOwners' then
    -- By kind too: terminals mint ids, so a block may carry a booking's, and removing it must free no booking.
    update claim set released_at = clock_timestamp()
      from jsonb_to_recordset(p_plan->'releaseOwners') as o(kind text, id uuid)
      where claim.tenant_no = p_tenant and claim.owner_kind = o.kind and claim.owner_id = o.id and claim.released_at is null;
  end if;

  -- Sorted by key: two commands that take several claims always queue in the same order.
  for c in
    select x.*, r.capacity, r.squeeze_lanes, r.squeeze_per_day from jsonb_to_recordset(p_plan->'claims')
      as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid,
        seconds float8, yields boolean, "squeezeFrom" timestamptz, "squeezeTo" timestamptz)
      join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
      order by x."resourceNo", x."start"
  loop
    v_lane := gateway.take_lanes(p_tenant, v_location, v_version, c."resourceNo", c.capacity,
      case when c."squeezeFrom" is null then 0 else c.squeeze_lanes end, c.lanes, c."start", c."end",
      c."ownerKind", c."ownerId", v_now + make_interval(secs => c.seconds), coalesce(c.yields, false), v_over_undo, v_command_id);
    if v_lane = 0 then
      raise exception 'taken' using errcode = 'HF001';
    end if;
    if v_lane > c.capacity then
      v_squeezed := v_squeezed || c."ownerId";
      select count(distinct owner_id) into v_count from claim
        where tenant_no = p_tenant and resource_no = c."resourceNo" and released_at is null and lane > c.capacity
          and starts_at >= c."squeezeFrom" and starts_at < c."squeezeTo"
          and (expires_at is null or expires_at > clock_timestamp());
      if v_count > c.squeeze_per_day then
        raise exception 'no more squeeze-ins' using errcode = 'HF005';
      end if;
    end if;
  end loop;

  if p_plan->'bookings'->0 ? 'recount' then
    -- Customers belong to the business and this lock to one location: both are locked in one order everywhere.
    perform from customer where tenant_no = p_tenant and customer_id in (
      (select customer_id from booking where tenant_no = p_tenant and booking_id = (p_plan->'bookings'->0->>'id')::uuid),
      (p_plan->'bookings'->0->'columns'->>'customer_id')::uuid) order by customer_id for update;
  end if;
  if p_plan ? 'customer' then
    perform gateway.put_customer(p_tenant, v_location, v_version, p_plan->'customer', v_command_id);
  end if;
  if p_plan ? 'series' then
    v_series.cancelled := false;
    v_series := jsonb_populate_record(v_series, p_plan->'series');
    v_series.tenant_no := p_tenant;
    v_series.location_id := v_location;
    insert into series select (v_series).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  elsif p_plan ? 'cancelSeries' then
    update series set cancelled = true
      where tenant_no = p_tenant and location_id = v_location and series_id = (p_plan->>'cancelSeries')::uuid
      returning * into v_series;
  end if;
  if v_series.series_id is not null then
    v_after := gateway.series_row(v_series);
    perform gateway.append_change(p_tenant, v_location, v_version, 'series', v_series.series_id, v_after, v_command_id);
  end if;
  for v_part in select value from jsonb_array_elements(p_plan->'bookings') loop
    select o_before, o_after into v_before, v_after from gateway.put_booking(p_tenant, v_location, v_version, v_part,
      coalesce((v_part->>'id')::uuid = any(v_squeezed), false), v_command_id);
    v_befores := v_befores || coalesce(v_before, 'null');
    v_afters := v_afters || v_after;
  end loop;
  for v_part in select value from jsonb_array_elements(p_plan->'holds') loop
    v_after := gateway.put_hold(p_tenant, v_location, v_version, v_part,
      v_now + make_interval(secs => (v_part->>'seconds')::float8), (v_part->>'hold_id')::uuid = any(v_squeezed), v_command_id);
  end loop;
  if p_plan ? 'extendHold' then
    v_after := gateway.extend_hold(p_tenant, v_location, v_version, (p_plan->'extendHold'->>'id')::uuid,
      (p_plan->'extendHold'->>'claims')::integer,
      v_now + make_interval(secs => (p_plan->'extendHold'->>'seconds')::float8), v_command_id);
  end if;
  if p_plan ?| array['block', 'removeBlock', 'restoreBlock'] then
    v_after := gateway.put_block(p_tenant, v_location, v_version, p_plan, v_command_id);
  end if;
  for v_part in select value from jsonb_array_elements(p_plan->'waitlist') loop
    v_after := gateway.put_waitlist_entry(p_tenant, v_location, v_version, v_part, v_command_id);
  end loop;
  insert into message (tenant_no, message_id, location_id, kind, to_name, to_phone, to_email, subject_id, body, command_id)
    select p_tenant, m.message_id, v_location, m.kind, m.to_name, m.to_phone, m.to_email, m.subject_id, m.body, v_command_id
      from jsonb_to_recordset(p_plan->'messages') as m(message_id uuid, kind text, to_name text, to_phone text,
        to_email text, subject_id uuid, body jsonb);

  -- One booking stands in the record as itself, several as a list.
  if jsonb_array_length(v_afters) = 1 then
    v_before := nullif(v_befores->0, 'null');
    v_after := v_afters->0;
  elsif jsonb_array_length(v_afters) > 1 then
    v_before := jsonb_build_object('bookings', v_befores);
    v_after := jsonb_build_object('bookings', v_afters);
  end if;
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, null, v_before, v_after);
  return v_outcome;
end $$;
