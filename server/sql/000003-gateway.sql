-- The write path. TypeScript decides; one call here applies the decision in one transaction and re-checks
-- everything the decision rested on. Raised codes, all caught by server/src/commands/apply-plan.ts:
--   HF000 the command id is known: look up its stored outcome
--   HF001 a wanted claim is taken: refuse with alternatives
--   HF002 what the decision rested on has moved: decide again
--   HF003 a booking, hold or block with this id, or this reference, is already there
--   HF004 the command this one depends on was refused
-- A raise undoes the whole call, so nothing is ever half-written.
-- The entry points run as the owner (row security would keep `&&` out of the index, 0.47-0.72x) and therefore take the
-- tenant as a parameter, minted by the session gate, and carry it in every condition.

-- Appends one row image to the feed at the given version.
create function gateway.append_change(
  p_tenant bigint, p_location uuid, p_version bigint, p_entity text, p_id uuid, p_row jsonb, p_command uuid
) returns void language sql as $$
  insert into change (tenant_no, location_id, version, idx, entity, entity_id, row, command_id)
  select p_tenant, p_location, p_version,
    (select count(*) from change c
      where c.tenant_no = p_tenant and c.location_id = p_location and c.version = p_version),
    p_entity, p_id, p_row, p_command
$$;

-- Ends holds (released, converted, expired, overridden), tells the feed, and frees their claims.
create function gateway.close_holds(
  p_tenant bigint, p_location uuid, p_version bigint, p_ids uuid[], p_status text, p_command uuid
) returns void language plpgsql as $$
declare
  v_hold hold;
begin
  update claim set released_at = clock_timestamp()
    where tenant_no = p_tenant and owner_id = any(p_ids) and owner_kind = 'hold' and released_at is null;
  for v_hold in
    update hold set status = p_status
      where tenant_no = p_tenant and hold_id = any(p_ids) and status = 'active' returning *
  loop
    perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'hold', v_hold.hold_id,
      gateway.hold_row(v_hold), p_command);
  end loop;
end $$;

-- Takes the lanes a claim asks for; returns whether it got them all.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
create function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_command uuid
) returns boolean language plpgsql as $$
declare
  v_missing integer := p_lanes;
  v_lane integer;
  v_expired uuid[];
begin
  for v_attempt in 1..2 loop
    for v_lane in 1..p_capacity loop
      exit when v_missing = 0;
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    select array_agg(distinct owner_id) into v_expired from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null
        and during && tstzrange(p_start, p_end, '[)') and expires_at <= clock_timestamp();
    exit when v_expired is null;
    perform gateway.close_holds(p_tenant, p_location, p_version, v_expired, 'expired', p_command);
  end loop;
  return v_missing = 0;
end $$;

-- Locks the location's head and takes its next version. Every writer of a location comes through here
-- first, so commits of one location are in version order.
create function gateway.next_version(p_tenant bigint, p_location uuid, p_catalogue bigint)
returns bigint language plpgsql as $$
declare
  v_head feed_head;
begin
  update feed_head set head = head + 1
    where tenant_no = p_tenant and location_id = p_location returning * into v_head;
  if not found or v_head.catalogue_version is distinct from coalesce(p_catalogue, v_head.catalogue_version) then
    raise exception 'the location''s settings moved' using errcode = 'HF002';
  end if;
  return v_head.head;
end $$;

-- Holds the location's lock to the end of the transaction, for a decision that needs several statements.
create function gateway.lock_location(p_tenant bigint, p_location uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from feed_head where tenant_no = p_tenant and location_id = p_location for update;
end $$;

-- Stores the one final answer. A known id raises, whatever is known of it.
create function gateway.store_outcome(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_status text, p_outcome jsonb
) returns void language plpgsql as $$
begin
  insert into command (tenant_no, command_id, fingerprint, kind, location_id, status, version, outcome, outbox_id, seq)
    values (p_tenant, (p_command->>'id')::uuid, decode(p_command->>'fingerprint', 'hex'), p_command->>'kind',
      p_location, p_status, p_version, p_outcome, (p_command->>'outboxId')::uuid, (p_command->>'seq')::bigint)
    on conflict do nothing;
  if not found then
    raise exception 'command id is known' using errcode = 'HF000';
  end if;
end $$;

create function gateway.record_event(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns void language sql as $$
  insert into event (tenant_no, location_id, version, command_id, kind, subject_id, actor_id, terminal_id,
    channel, refusal_reason, reason, saw_version, tapped_at, before, after)
  values (p_tenant, p_location, p_version, (p_command->>'id')::uuid, p_command->>'kind',
    (p_command->>'subjectId')::uuid, (p_command->>'actorId')::uuid, (p_command->>'terminalId')::uuid,
    p_command->>'channel', p_refusal, p_command->>'reason', (p_command->>'sawVersion')::bigint,
    (p_command->>'tappedAt')::timestamptz, p_before, p_after)
$$;

-- Attaches or creates. A known one keeps its name and gains what it lacked: a terminal that was away attaches with
-- what it remembers, and that must not undo a correction made since. Only `correct` overwrites.
create function gateway.put_customer(p_tenant bigint, p_location uuid, p_version bigint, p_customer jsonb, p_command uuid)
returns customer language plpgsql as $$
declare
  v_correct boolean := coalesce((p_customer->>'correct')::boolean, false);
  v_known customer;
  v_customer customer;
begin
  select * into v_known from customer
    where tenant_no = p_tenant and customer_id = (p_customer->>'id')::uuid for update;
  insert into customer (tenant_no, customer_id, name, phone, email)
    values (p_tenant, (p_customer->>'id')::uuid, p_customer->>'name', p_customer->>'phone', p_customer->>'email')
    on conflict (tenant_no, customer_id) do update
      set name = case when v_correct then excluded.name else customer.name end,
        phone = case when v_correct then coalesce(excluded.phone, customer.phone)
          else coalesce(customer.phone, excluded.phone) end,
        email = case when v_correct then coalesce(excluded.email, customer.email)
          else coalesce(customer.email, excluded.email) end
    returning * into v_customer;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', v_customer.customer_id,
    gateway.customer_row(v_customer), p_command);
  if v_known.customer_id is not null and (v_known.name, v_known.phone) is distinct from (v_customer.name, v_customer.phone) then
    -- Booking rows carry name and phone: every board here shows the correction on all of this customer's bookings.
    perform gateway.append_change(p_tenant, p_location, p_version, 'booking', b.booking_id,
        gateway.booking_row(b, v_customer), p_command)
      from booking b
      where b.tenant_no = p_tenant and b.location_id = p_location and b.customer_id = v_customer.customer_id
      order by b.starts_at, b.booking_id;
  end if;
  return v_customer;
end $$;

-- Applies a decided command. The plan's shape is server/src/commands/plan.ts. Returns the stored outcome.
create function gateway.apply_plan(p_tenant bigint, p_plan jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_command jsonb := p_plan->'command';
  v_command_id uuid := (p_plan->'command'->>'id')::uuid;
  v_location uuid := (p_plan->>'locationId')::uuid;
  v_outcome jsonb := p_plan->'outcome';
  v_version bigint;
  v_dependency text;
  v_expires timestamptz;
  v_expected jsonb := p_plan->'booking'->'expectedVersion';
  v_booking booking;
  v_before booking;
  v_hold hold;
  v_block block;
  v_customer customer;
  v_counts jsonb := coalesce(p_plan->'countFor', p_plan->'recount');
  v_row jsonb;
  v_before_row jsonb;
  v_count integer;
  c record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_plan->>'catalogueVersion')::bigint);
  v_outcome := v_outcome || jsonb_build_object('version', v_version);
  if p_plan ? 'expiresInSeconds' then
    -- The database's clock alone decides when a hold ends.
    v_expires := clock_timestamp() + make_interval(secs => (p_plan->>'expiresInSeconds')::float8);
    v_outcome := v_outcome || jsonb_build_object('expiresAt', gateway.wire_time(v_expires));
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

  if v_expected is not null and v_expected <> 'null' then
    select * into v_before from booking
      where tenant_no = p_tenant and location_id = v_location
        and booking_id = (p_plan->'booking'->>'id')::uuid and version = v_expected::integer;
    if not found then
      raise exception 'the booking moved' using errcode = 'HF002';
    end if;
    select * into v_customer from customer
      where tenant_no = p_tenant and customer_id = v_before.customer_id;
    v_before_row := gateway.booking_row(v_before, v_customer);
    v_customer := null;
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
    update claim set owner_kind = 'booking', owner_id = (p_plan->'convert'->>'bookingId')::uuid, expires_at = null
      where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = (p_plan->'convert'->>'holdId')::uuid
        and released_at is null and expires_at > clock_timestamp();
    get diagnostics v_count = row_count;
    if v_count <> (p_plan->'convert'->>'claims')::integer then
      raise exception 'the hold ran out' using errcode = 'HF002';
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
  if p_plan ? 'releaseOwner' then
    -- By kind too: terminals mint ids, so a block may carry a booking's, and removing it must free no booking.
    update claim set released_at = clock_timestamp()
      where tenant_no = p_tenant and owner_kind = p_plan->'releaseOwner'->>'kind'
        and owner_id = (p_plan->'releaseOwner'->>'id')::uuid and released_at is null;
  end if;

  -- Sorted by key: two commands that take several claims always queue in the same order.
  for c in
    select x.*, r.resource_id from jsonb_to_recordset(p_plan->'claims')
      as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
      join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
      order by x."resourceNo", x."start"
  loop
    if not gateway.take_lanes(p_tenant, v_location, v_version, c."resourceNo",
      (select capacity from resource where resource_no = c."resourceNo"), c.lanes, c."start", c."end",
      p_plan->'owner'->>'kind', (p_plan->'owner'->>'id')::uuid, v_expires, v_command_id)
    then
      raise exception 'taken' using errcode = 'HF001';
    end if;
  end loop;

  if p_plan ? 'recount' then
    -- Customers belong to the business and this lock to one location: both are locked in one order everywhere.
    perform from customer where tenant_no = p_tenant
      and customer_id in (v_before.customer_id, (p_plan->'booking'->'columns'->>'customer_id')::uuid)
      order by customer_id for update;
  end if;
  if p_plan ? 'customer' then
    v_customer := gateway.put_customer(p_tenant, v_location, v_version, p_plan->'customer', v_command_id);
  end if;

  if p_plan ? 'booking' then
    v_booking := jsonb_populate_record(v_before, p_plan->'booking'->'columns');
    if v_before.booking_id is null then
      v_booking.tenant_no := p_tenant;
      v_booking.location_id := v_location;
      insert into booking select (v_booking).* on conflict (tenant_no, booking_id) do nothing;
      if not found then
        raise exception 'already exists' using errcode = 'HF003';
      end if;
    else
      update booking set service_id = v_booking.service_id, resource_ids = v_booking.resource_ids,
          starts_at = v_booking.starts_at, ends_at = v_booking.ends_at,
          occupied_from = v_booking.occupied_from, occupied_to = v_booking.occupied_to,
          status = v_booking.status, version = v_before.version + 1, customer_id = v_booking.customer_id,
          title = v_booking.title, notes = v_booking.notes
        where tenant_no = p_tenant and booking_id = v_before.booking_id
        returning * into v_booking;
    end if;
    if p_plan ? 'recount' and v_before.customer_id is not null then
      update customer set visits = greatest(visits - coalesce((v_counts->>'visits')::integer, 0), 0),
          no_shows = greatest(no_shows - coalesce((v_counts->>'noShows')::integer, 0), 0)
        where tenant_no = p_tenant and customer_id = v_before.customer_id returning * into v_customer;
      perform gateway.append_change(p_tenant, v_location, v_version, 'customer', v_customer.customer_id,
        gateway.customer_row(v_customer), v_command_id);
    end if;
    if v_counts is not null then
      update customer set visits = visits + coalesce((v_counts->>'visits')::integer, 0),
          no_shows = no_shows + coalesce((v_counts->>'noShows')::integer, 0)
        where tenant_no = p_tenant and customer_id = v_booking.customer_id returning * into v_customer;
      if found then
        perform gateway.append_change(p_tenant, v_location, v_version, 'customer', v_customer.customer_id,
          gateway.customer_row(v_customer), v_command_id);
      end if;
    elsif v_customer.customer_id is null and v_booking.customer_id is not null then
      select * into v_customer from customer
        where tenant_no = p_tenant and customer_id = v_booking.customer_id;
    end if;
    v_row := gateway.booking_row(v_booking, v_customer);
    perform gateway.append_change(p_tenant, v_location, v_version, 'booking', v_booking.booking_id, v_row, v_command_id);
  end if;

  if p_plan ? 'hold' then
    v_hold := jsonb_populate_record(null::hold, p_plan->'hold');
    v_hold.tenant_no := p_tenant;
    v_hold.location_id := v_location;
    v_hold.status := 'active';
    v_hold.expires_at := v_expires;
    insert into hold select (v_hold).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
    v_row := gateway.hold_row(v_hold);
    perform gateway.append_change(p_tenant, v_location, v_version, 'hold', v_hold.hold_id, v_row, v_command_id);
  end if;

  if p_plan ? 'block' then
    v_block := jsonb_populate_record(null::block, p_plan->'block');
    v_block.tenant_no := p_tenant;
    v_block.location_id := v_location;
    v_block.removed := false;
    insert into block select (v_block).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  elsif p_plan ? 'removeBlock' then
    update block set removed = true
      where tenant_no = p_tenant and location_id = v_location and block_id = (p_plan->>'removeBlock')::uuid
        and not removed returning * into v_block;
    if not found then
      raise exception 'the block moved' using errcode = 'HF002';
    end if;
  end if;
  if v_block.block_id is not null then
    v_row := gateway.block_row(v_block);
    perform gateway.append_change(p_tenant, v_location, v_version, 'block', v_block.block_id, v_row, v_command_id);
  end if;

  perform gateway.record_event(p_tenant, v_location, v_version, v_command, null, v_before_row, v_row);
  return v_outcome;
end $$;

-- Records a refusal for good and really holds up to `holdMax` of the candidates, nearest first. The caller
-- holds the location's lock since before it looked for candidates, so they are still free.
-- Holding must not empty a calendar: per asker only the newest refusal's are held, and per location and
-- day no more than `dayQuota` alternatives at a time; the rest are offered unheld.
create function gateway.record_refusal(p_tenant bigint, p_refusal jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_command jsonb := p_refusal->'command';
  v_command_id uuid := (p_refusal->'command'->>'id')::uuid;
  v_location uuid := (p_refusal->>'locationId')::uuid;
  v_outcome jsonb := p_refusal->'outcome';
  v_asker text := p_refusal->>'asker';
  v_hold_max integer := coalesce((p_refusal->>'holdMax')::integer, 0);
  v_expires timestamptz;
  v_version bigint;
  v_alternatives jsonb := '[]';
  v_held integer := 0;
  v_hold hold;
  v_free boolean;
  v_hold_ids uuid[];
  v_candidate jsonb;
  v_claim record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_refusal->>'catalogueVersion')::bigint);
  v_expires := clock_timestamp() + make_interval(secs => coalesce((p_refusal->>'holdSeconds')::float8, 60));

  if v_asker is not null then
    select coalesce(array_agg(hold_id), '{}') into v_hold_ids from hold
      where tenant_no = p_tenant and location_id = v_location and asker = v_asker and status = 'active'
        and refused_command_id is not null;
    if cardinality(v_hold_ids) > 0 then
      perform gateway.close_holds(p_tenant, v_location, v_version, v_hold_ids, 'released', v_command_id);
    end if;
  end if;

  for v_candidate in select value from jsonb_array_elements(coalesce(p_refusal->'candidates', '[]')) loop
    exit when jsonb_array_length(v_alternatives) >= 3;
    if v_held < v_hold_max and (
      select count(*) from hold where tenant_no = p_tenant and location_id = v_location and status = 'active'
        and refused_command_id is not null and expires_at > clock_timestamp()
        and starts_at >= (v_candidate->>'dayStart')::timestamptz
        and starts_at < (v_candidate->>'dayEnd')::timestamptz
    ) < (v_candidate->>'dayQuota')::integer then
      v_hold := jsonb_populate_record(null::hold, v_candidate->'hold');
      v_free := true;
      for v_claim in
        select x.*, r.capacity from jsonb_to_recordset(v_candidate->'claims')
          as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
          join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
          order by x."resourceNo", x."start"
      loop
        v_free := gateway.take_lanes(p_tenant, v_location, v_version, v_claim."resourceNo", v_claim.capacity,
          v_claim.lanes, v_claim."start", v_claim."end", 'hold', v_hold.hold_id, v_expires, v_command_id);
        exit when not v_free;
      end loop;
      if v_free then
        v_hold.tenant_no := p_tenant;
        v_hold.location_id := v_location;
        v_hold.status := 'active';
        v_hold.expires_at := v_expires;
        v_hold.asker := coalesce(v_asker, v_command_id::text);
        v_hold.refused_command_id := v_command_id;
        insert into hold select (v_hold).*;
        perform gateway.append_change(p_tenant, v_location, v_version, 'hold', v_hold.hold_id,
          gateway.hold_row(v_hold), v_command_id);
        v_held := v_held + 1;
        v_alternatives := v_alternatives || jsonb_build_array((v_candidate->'offer') || jsonb_build_object(
          'holdId', v_hold.hold_id, 'heldUntil', gateway.wire_time(v_expires)));
      else
        -- Taken after all, perhaps in part: give back what this call took of it.
        delete from claim where tenant_no = p_tenant and owner_id = v_hold.hold_id;
      end if;
    else
      v_alternatives := v_alternatives || jsonb_build_array(v_candidate->'offer');
    end if;
  end loop;

  v_outcome := v_outcome || jsonb_build_object('version', v_version, 'alternatives', v_alternatives);
  perform gateway.store_outcome(p_tenant, v_location, v_version, v_command, 'refused', v_outcome);
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, v_outcome->>'reason', null, v_outcome);
  return v_outcome;
end $$;

-- A refusal that belongs to no location of the tenant: stored all the same, so that its id stays answered.
create function gateway.record_homeless_refusal(p_tenant bigint, p_refusal jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform gateway.store_outcome(p_tenant, null, 0, p_refusal->'command', 'refused', p_refusal->'outcome');
  return p_refusal->'outcome';
end $$;

create function gateway.stored_outcome(p_tenant bigint, p_command uuid)
returns table (fingerprint bytea, outcome jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select fingerprint, outcome from command where tenant_no = p_tenant and command_id = p_command
$$;

-- Tells one location's feed about its holds that ran out; answers its new head, or nothing when none is
-- due. Nothing waits for this: a hold stops blocking at its expiry. Called until it answers nothing, so
-- that every transaction locks one location.
create function gateway.sweep_expired_holds() returns table (swept_tenant bigint, swept_location uuid, new_head bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_due uuid[];
begin
  select tenant_no, location_id into swept_tenant, swept_location from hold
    where status = 'active' and expires_at <= clock_timestamp() order by expires_at limit 1;
  if not found then
    return;
  end if;
  new_head := gateway.next_version(swept_tenant, swept_location, null);
  -- Read again under the lock: it may have been converted or extended meanwhile.
  select coalesce(array_agg(hold_id), '{}') into v_due from hold
    where tenant_no = swept_tenant and location_id = swept_location and status = 'active'
      and expires_at <= clock_timestamp();
  perform gateway.close_holds(swept_tenant, swept_location, new_head, v_due, 'expired', null);
  return next;
end $$;

-- Forgets changes older than `p_keep`, some thousands of one location; a replica with an older cursor resets.
-- Answers how many. Called until it answers 0, so that every transaction locks one location, and briefly:
-- the counter's commands wait for the same lock.
create function gateway.prune_changes(p_keep interval) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_head feed_head;
  v_floor bigint;
  v_pruned bigint;
begin
  select h.* into v_head from feed_head h
    cross join lateral (select c.at from change c where c.tenant_no = h.tenant_no and c.location_id = h.location_id
      and c.version > h.floor order by c.version limit 1) oldest
    where oldest.at < now() - p_keep order by h.tenant_no, h.location_id limit 1;
  if not found then
    return 0;
  end if;
  -- The floor first and under the lock that writers take: a pull never reads a gap.
  select * into v_head from feed_head h
    where h.tenant_no = v_head.tenant_no and h.location_id = v_head.location_id for update;
  select max(page.version) into v_floor from (
    select c.version, c.at from change c where c.tenant_no = v_head.tenant_no and c.location_id = v_head.location_id
      and c.version > v_head.floor order by c.version limit 5000) page
    where page.at < now() - p_keep;
  if v_floor is null then
    return 0; -- another node was faster
  end if;
  update feed_head h set floor = v_floor
    where h.tenant_no = v_head.tenant_no and h.location_id = v_head.location_id;
  delete from change c where c.tenant_no = v_head.tenant_no and c.location_id = v_head.location_id
    and c.version <= v_floor;
  get diagnostics v_pruned = row_count;
  return v_pruned;
end $$;

-- What a terminal says of its outbox. Written only when it changed or half a minute passed: pulls are many.
create function gateway.report_outbox(p_tenant bigint, p_terminal uuid, p_outbox uuid, p_next_seq bigint, p_unsent bigint)
returns void language sql security definer set search_path = public, pg_temp as $$
  update terminal set outbox_id = p_outbox, next_seq = p_next_seq, unsent = p_unsent, seen_at = now()
    where tenant_no = p_tenant and terminal_id = p_terminal
      and (outbox_id is distinct from p_outbox or next_seq is distinct from p_next_seq
        or unsent is distinct from p_unsent or seen_at is null or seen_at < now() - interval '30 seconds')
$$;

-- The heads of watched locations, across tenants: numbers only, for the pokes of one node.
create function gateway.heads(p_tenants bigint[], p_locations uuid[])
returns table (tenant_no bigint, location_id uuid, head bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.tenant_no, h.location_id, h.head
    from unnest(p_tenants, p_locations) as watched(tenant_no, location_id)
    join feed_head h using (tenant_no, location_id)
$$;

revoke execute on all functions in schema gateway from public;
