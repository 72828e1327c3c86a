-- Everything is found by its key. A plan is made once, perhaps while a house is still empty, and serves a crowd then: it must
-- not look good because a table was small.

-- Who looks for what is busy looks for claims that began before: a claim may be eight days long. Few are longer than six
-- hours, so those have an index of their own, and of the others six hours back are enough (a full house of 20 rooms, an
-- hour: 3 860 entries of the calendar become 160, 1.1 ms become 0.4). The query that uses it: server/src/availability/claim-sql.ts.
create index claim_long on claim (tenant_no, resource_no, starts_at)
  where released_at is null and ends_at - starts_at > interval '6 hours';

-- Any tenant's: the key alone says whose it is, and its locations come along as they are now, by name: every
-- request names one. Nothing for a revoked or unknown key. Notes when it was used, at most once a minute.
create or replace function gateway.api_key_by_hash(p_key_hash bytea)
returns table (tenant_no bigint, key_id uuid, name text, channel text, role text, locations jsonb)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  k record;
begin
  select a.*, (select coalesce(jsonb_agg(jsonb_build_object('id', l.location_id, 'slug', l.slug, 'name', l.name,
        'timeZone', l.time_zone, 'catalogueVersion', h.catalogue_version) order by l.name, l.slug), '[]')
      from location l join feed_head h on h.tenant_no = l.tenant_no and h.location_id = l.location_id
      where l.tenant_no = a.tenant_no and l.location_id = any(a.location_ids)) as places
    into k from api_key a where a.key_hash = p_key_hash and a.revoked_at is null;
  if not found then
    return;
  end if;
  if k.used_at is null or k.used_at < now() - interval '1 minute' then
    -- Asked again behind the row's lock: of many requests at once one notes it.
    update api_key a set used_at = now() where a.tenant_no = k.tenant_no and a.key_id = k.key_id
      and (a.used_at is null or a.used_at < now() - interval '1 minute');
  end if;
  tenant_no := k.tenant_no;
  key_id := k.key_id;
  name := k.name;
  channel := k.channel;
  role := k.role;
  locations := k.places;
  return next;
end $$;

-- Ends holds (released, converted, expired, overridden), tells the feed, and frees their claims. Answers how many: of those
-- that were no longer active nothing.
drop function if exists gateway.close_holds(bigint, uuid, bigint, uuid[], text, uuid);
create function gateway.close_holds(
  p_tenant bigint, p_location uuid, p_version bigint, p_ids uuid[], p_status text, p_command uuid
) returns integer language plpgsql as $$
declare
  v_hold hold;
  v_entry waitlist_entry;
  v_count integer := 0;
begin
  update claim set released_at = clock_timestamp()
    where tenant_no = p_tenant and owner_id = any(p_ids) and owner_kind = 'hold' and released_at is null;
  for v_hold in
    update hold set status = p_status
      -- Not `= 'active'`: by an index of the active ones, few when the plan was made, a crowd's holds are all read for one.
      where tenant_no = p_tenant and hold_id = any(p_ids) and status is not distinct from 'active' returning *
  loop
    v_count := v_count + 1;
    perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'hold', v_hold.hold_id,
      gateway.hold_row(v_hold), p_command);
    -- A waitlist offer that was not taken in time, or whose time was taken away: everybody it was made to waits on,
    -- and not for this start again. Who takes an offer says so in the same plan (accept-offer.ts).
    continue when v_hold.purpose <> 'waitlist' or p_status = 'converted';
    for v_entry in
      update waitlist_entry set status = 'waiting', declined = declined || to_jsonb(gateway.wire_time(v_hold.starts_at))
        where tenant_no = p_tenant and hold_id = v_hold.hold_id and status = 'offered' returning *
    loop
      perform gateway.stop_offer_message(p_tenant, v_entry.entry_id);
      perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'waitlist_entry', v_entry.entry_id,
        gateway.waitlist_entry_row(v_entry), p_command);
    end loop;
  end loop;
  return v_count;
end $$;

-- Applies a decided command. The plan's shape is server/src/commands/plan.ts. Returns the stored outcome, and with it, where
-- the plan asks, the row as the record has it: who asked for the command need not ask for that as well.
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
  for v_place in 0..coalesce(jsonb_array_length(p_plan->'closeHolds'), 0) - 1 loop
    v_part := p_plan->'closeHolds'->v_place;
    -- One that is no longer active moved under the decision.
    if gateway.close_holds(p_tenant, v_location, v_version, array[(v_part->>'id')::uuid], v_part->>'status', v_command_id) = 0 then
      raise exception 'a hold moved' using errcode = 'HF002';
    end if;
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
  return v_outcome || case when p_plan ? 'tellsRow' then jsonb_build_object('row', v_after) else '{}' end;
end $$;

-- One of a group: a plan, or a refusal that is ready to be stored.
create or replace function gateway.apply_one(p_tenant bigint, p_plan jsonb) returns jsonb language sql as $$
  select case when p_plan->'outcome'->>'status' = 'refused'
    then gateway.record_refusal(p_tenant, p_plan) else gateway.apply_plan(p_tenant, p_plan) end
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
