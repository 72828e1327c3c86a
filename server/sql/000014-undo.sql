-- Taking back what was done: time that is given up is kept for a moment, and the record says what stood before.

drop function if exists gateway.put_customer(bigint, uuid, bigint, jsonb, uuid);

-- Rows of bookings and of the waitlist carry name and phone: every board here shows the correction on all of them.
create function gateway.tell_correction(p_tenant bigint, p_location uuid, p_version bigint, p_customer customer, p_command uuid)
returns void language plpgsql as $$
begin
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', b.booking_id, gateway.booking_row(b, p_customer), p_command)
    from booking b
    where b.tenant_no = p_tenant and b.location_id = p_location and b.customer_id = p_customer.customer_id
    order by b.starts_at, b.booking_id;
  perform gateway.append_change(p_tenant, p_location, p_version, 'waitlist_entry', e.entry_id, gateway.waitlist_entry_row(e), p_command)
    from waitlist_entry e
    where e.tenant_no = p_tenant and e.location_id = p_location and e.customer_id = p_customer.customer_id
      and e.status in ('waiting', 'offered')
    order by e.joined_at, e.entry_id;
end $$;

-- Keeps for an undo what a command gave up, on the very lanes where it lay, less what the same command took again.
-- Nothing of this can be in the way of anything: the lanes are the command's own since before it.
create function gateway.keep_vacated(p_tenant bigint, p_vacated claim[], p_hold uuid, p_expires timestamptz) returns void
language sql as $$
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
    select p_tenant, v.resource_no, v.lane, lower(piece), upper(piece), 'hold', p_hold, p_expires, true
      from unnest(p_vacated) v
      cross join lateral unnest(tstzmultirange(v.during) - coalesce((select range_agg(c.during) from claim c
        where c.tenant_no = p_tenant and c.resource_no = v.resource_no and c.lane = v.lane and c.released_at is null
          and c.during && v.during), '{}')) piece
$$;

-- Appends what happened; whatever it changed has it in its history, also where the command names something else.
create or replace function gateway.record_event(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns void language plpgsql as $$
declare
  e event;
begin
  e.tenant_no := p_tenant;
  e.location_id := p_location;
  e.version := p_version;
  e.command_id := (p_command->>'id')::uuid;
  e.kind := p_command->>'kind';
  e.subject_id := (p_command->>'subjectId')::uuid;
  e.actor_id := (p_command->>'actorId')::uuid;
  e.terminal_id := (p_command->>'terminalId')::uuid;
  e.channel := p_command->>'channel';
  e.refusal_reason := p_refusal;
  e.reason := p_command->>'reason';
  e.saw_version := (p_command->>'sawVersion')::bigint;
  e.tapped_at := (p_command->>'tappedAt')::timestamptz;
  e.before := p_before;
  e.after := p_after;
  e.at := clock_timestamp();
  e.undoes := case when p_refusal is null then (p_command->>'undoes')::uuid end;
  -- Under the location's lock: the newest event is the one before this.
  e.hash := gateway.event_hash(e, (select hash from event
    where tenant_no = p_tenant and location_id = p_location order by version desc limit 1));
  insert into event values (e.*);
  -- The subject itself is found by the event; most events have no other.
  if p_after ? 'bookings' or (p_after->>'id')::uuid is distinct from e.subject_id then
    insert into event_subject (tenant_no, subject_id, location_id, version)
      select distinct p_tenant, (b->>'id')::uuid, p_location, p_version
        from jsonb_array_elements(coalesce(p_after->'bookings', jsonb_build_array(p_after))) b
        where b ? 'id' and (b->>'id')::uuid is distinct from e.subject_id;
  end if;
end $$;

-- One booking of an event about one or several; null when it says nothing of that.
create function gateway.image_of(p_image jsonb, p_booking uuid) returns jsonb language sql immutable as $$
  select case when p_image ? 'bookings'
    then (select b from jsonb_array_elements(p_image->'bookings') b where b->>'id' = p_booking::text)
    else p_image end
$$;

-- Takes the claims of a plan, all or none (raises HF001, HF005); answers who got a lane beyond the capacity.
create or replace function gateway.take_claims(
  p_tenant bigint, p_location uuid, p_version bigint, p_claims jsonb, p_now timestamptz, p_over_undo boolean, p_command uuid
) returns uuid[] language plpgsql as $$
declare
  v_squeezed uuid[] := '{}';
  v_lane integer;
  v_count integer;
  c record;
begin
  if jsonb_array_length(p_claims) is null then
    return v_squeezed;
  end if;
  perform gateway.lock_people(p_tenant, p_claims);
  for c in
    select x.*, (select r from resource r where r.tenant_no = p_tenant and r.location_id = p_location
        and r.resource_no = x."resourceNo") as resource
      from jsonb_to_recordset(p_claims)
        as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid,
          seconds float8, yields boolean, "squeezeFrom" timestamptz, "squeezeTo" timestamptz)
      -- Sorted by key: two commands that take several claims always queue in the same order.
      -- Those that may go beyond the capacity come last: they leave the regular lanes to who may not.
      order by x."resourceNo", x."squeezeFrom" is not null, x."start", x."ownerId"
  loop
    continue when c.resource is null;
    if (c.resource).person_id is not null and c."ownerKind" <> 'block'
        and gateway.is_elsewhere(p_tenant, c.resource, c."start", c."end", c."ownerId", p_over_undo) then
      raise exception 'elsewhere' using errcode = 'HF001';
    end if;
    v_lane := gateway.take_lanes(p_tenant, p_location, p_version, c."resourceNo", (c.resource).capacity,
      case when c."squeezeFrom" is null then 0 else (c.resource).squeeze_lanes end, c.lanes, c."start", c."end",
      c."ownerKind", c."ownerId", p_now + make_interval(secs => c.seconds), coalesce(c.yields, false), p_over_undo, p_command);
    if v_lane = 0 then
      raise exception 'taken' using errcode = 'HF001';
    end if;
    if v_lane > (c.resource).capacity then
      v_squeezed := v_squeezed || c."ownerId";
      select count(distinct owner_id) into v_count from claim
        where tenant_no = p_tenant and resource_no = c."resourceNo" and released_at is null and lane > (c.resource).capacity
          and starts_at >= c."squeezeFrom" and starts_at < c."squeezeTo"
          and (expires_at is null or expires_at > clock_timestamp()) and not (yields and p_over_undo);
      if v_count > (c.resource).squeeze_per_day then
        raise exception 'no more squeeze-ins' using errcode = 'HF005';
      end if;
    end if;
  end loop;
  return v_squeezed;
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
  v_vacated claim[];
  v_customer_before jsonb;
  v_customer_after jsonb;
  v_count integer;
  v_part jsonb;
  v_series series;
  c record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_plan->>'catalogueVersion')::bigint);
  -- The database's clock alone decides when a hold ends; read under the lock, so that waiting costs no hold time.
  v_now := clock_timestamp();
  v_outcome := v_outcome || jsonb_build_object('version', v_version);
  -- Most commands have one booking and one claim; a loop over nothing still costs a query, so each is asked for first.
  if p_plan ? 'holds' then
    for v_part in select value from jsonb_array_elements(p_plan->'holds') loop
      v_outcome := v_outcome || jsonb_build_object(case when v_part->>'purpose' = 'undo' then 'undoUntil' else 'expiresAt' end,
        gateway.wire_time(v_now + make_interval(secs => (v_part->>'seconds')::float8)));
    end loop;
  end if;
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
  if p_plan ? 'closeHolds' then
    for c in select h->>'id' as id, h->>'status' as status from jsonb_array_elements(p_plan->'closeHolds') h loop
      perform gateway.close_holds(p_tenant, v_location, v_version, array[c.id::uuid], c.status, v_command_id);
    end loop;
  end if;
  if p_plan ? 'settlesRefusal' then
    -- A person decided about this refusal: what it still holds goes back on sale.
    perform gateway.close_holds(p_tenant, v_location, v_version, (
      select coalesce(array_agg(hold_id), '{}') from hold
        where tenant_no = p_tenant and location_id = v_location and status = 'active'
          and refused_command_id = (p_plan->>'settlesRefusal')::uuid), 'released', v_command_id);
  end if;
  if p_plan ? 'releaseOwners' then
    -- By kind too: terminals mint ids, so a block may carry a booking's, and removing it must free no booking.
    with released as (
      update claim set released_at = clock_timestamp()
        from jsonb_to_recordset(p_plan->'releaseOwners') as o(kind text, id uuid)
        where claim.tenant_no = p_tenant and claim.owner_kind = o.kind and claim.owner_id = o.id and claim.released_at is null
        returning claim)
      select array_agg(claim) into v_vacated from released;
  end if;

  v_squeezed := v_squeezed || gateway.take_claims(p_tenant, v_location, v_version, p_plan->'claims', v_now, v_over_undo, v_command_id);

  if p_plan->'bookings'->0 ? 'recount' then
    -- Customers belong to the business and this lock to one location: both are locked in one order everywhere.
    perform from customer where tenant_no = p_tenant and customer_id in (
      (select customer_id from booking where tenant_no = p_tenant and booking_id = (p_plan->'bookings'->0->>'id')::uuid),
      (p_plan->'bookings'->0->'columns'->>'customer_id')::uuid) order by customer_id for update;
  end if;
  if p_plan ? 'customer' then
    select o_before, o_after into v_customer_before, v_customer_after
      from gateway.put_customer(p_tenant, v_location, v_version, p_plan->'customer', v_command_id);
  end if;
  if p_plan ? 'restoreCustomer' then
    perform gateway.restore_customer(p_tenant, v_location, v_version, p_plan->'restoreCustomer', v_command_id);
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
  for v_place in 0..coalesce(jsonb_array_length(p_plan->'bookings'), 0) - 1 loop
    v_part := p_plan->'bookings'->v_place;
    c := gateway.put_booking(p_tenant, v_location, v_version, v_part,
      coalesce((v_part->>'id')::uuid = any(v_squeezed), false), v_command_id);
    v_after := c.o_after;
    v_befores := v_befores || coalesce(c.o_before, 'null');
    v_afters := v_afters || v_after;
  end loop;
  if p_plan ? 'holds' then
    for v_part in select value from jsonb_array_elements(p_plan->'holds') loop
      v_after := gateway.put_hold(p_tenant, v_location, v_version, v_part,
        v_now + make_interval(secs => (v_part->>'seconds')::float8), (v_part->>'hold_id')::uuid = any(v_squeezed), v_command_id);
      if v_part->>'purpose' = 'undo' then
        perform gateway.keep_vacated(p_tenant, v_vacated, (v_part->>'hold_id')::uuid,
          v_now + make_interval(secs => (v_part->>'seconds')::float8));
      end if;
    end loop;
  end if;
  if p_plan ? 'extendHold' then
    v_after := gateway.extend_hold(p_tenant, v_location, v_version, (p_plan->'extendHold'->>'id')::uuid,
      (p_plan->'extendHold'->>'claims')::integer,
      v_now + make_interval(secs => (p_plan->'extendHold'->>'seconds')::float8), v_command_id);
  end if;
  if p_plan ?| array['block', 'removeBlock', 'restoreBlock'] then
    v_after := gateway.put_block(p_tenant, v_location, v_version, p_plan, v_command_id);
  end if;
  if p_plan ? 'waitlist' then
    for v_part in select value from jsonb_array_elements(p_plan->'waitlist') loop
      v_after := gateway.put_waitlist_entry(p_tenant, v_location, v_version, v_part, v_command_id);
    end loop;
  end if;
  if p_plan ? 'messages' then
    insert into message (tenant_no, message_id, location_id, kind, to_name, to_phone, to_email, subject_id, body, command_id)
      select p_tenant, m.message_id, v_location, m.kind, m.to_name, m.to_phone, m.to_email, m.subject_id, m.body, v_command_id
        from jsonb_to_recordset(p_plan->'messages') as m(message_id uuid, kind text, to_name text, to_phone text,
          to_email text, subject_id uuid, body jsonb);
  end if;

  -- One booking stands in the record as itself, several as a list.
  if jsonb_array_length(v_afters) = 1 then
    v_before := nullif(v_befores->0, 'null');
    v_after := v_afters->0;
    if v_before is not null and v_customer_before is distinct from v_customer_after then
      -- The booking's row does not say everything that was corrected; the record does, and an undo needs it.
      v_before := v_before || jsonb_build_object('customer', v_customer_before);
      v_after := v_after || jsonb_build_object('customer', v_customer_after);
    end if;
  elsif jsonb_array_length(v_afters) > 1 then
    v_before := jsonb_build_object('bookings', v_befores);
    v_after := jsonb_build_object('bookings', v_afters);
  end if;
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, null, v_before, v_after);
  return v_outcome;
end $$;
