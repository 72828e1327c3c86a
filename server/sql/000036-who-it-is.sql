-- The desk mints a customer's id, a program's and an import's follows from what they send: the same person came in by three
-- doors as three, and bookings missed at one counted for nothing at the others. Whoever is named with a contact and is not
-- known by their id is now looked for by what was said of them.

-- A name or an e-mail as it is compared: capitals and spaces are typed as they come.
create function gateway.folded(p_text text) returns text language sql immutable as $$
  select lower(btrim(regexp_replace(normalize(p_text), '\s+', ' ', 'g')))
$$;

-- A number as it is compared: its last nine digits, so that 07700 900123 is +44 7700 900123; null: nothing to dial.
create function gateway.dialled(p_phone text) returns text language sql immutable as $$
  select nullif(right(regexp_replace(p_phone, '\D', '', 'g'), 9), '')
$$;

-- With the name, because a family has one number; and not by the name alone, because some houses enter everybody as a guest.
create index customer_by_phone on customer (tenant_no, gateway.dialled(phone), gateway.folded(name)) where phone is not null;
create index customer_by_email on customer (tenant_no, gateway.folded(email), gateway.folded(name)) where email is not null;

-- Who has this name, and the number or the e-mail. A family's number with another name is another person. Of several who
-- were entered apart before: who matches in both, then whom the business knows best.
create function gateway.customer_like(p_tenant bigint, p_customer jsonb) returns uuid language sql stable as $$
  select customer_id from (
      select customer_id, visits + no_shows as known from customer
        where tenant_no = p_tenant and phone is not null and gateway.dialled(phone) = gateway.dialled(p_customer->>'phone')
          and gateway.folded(name) = gateway.folded(p_customer->>'name')
      union all
      select customer_id, visits + no_shows from customer
        where tenant_no = p_tenant and email is not null and gateway.folded(email) = gateway.folded(p_customer->>'email')
          and gateway.folded(name) = gateway.folded(p_customer->>'name')
    ) same
    group by customer_id, known order by count(*) desc, known desc, customer_id limit 1
$$;

-- What is locked while somebody new is looked for and made, so that who comes by two doors at once is one: a key for the
-- name with the number, one for the name with the e-mail, in one order. None for whom no one has to be looked for: known by
-- their id, or not to be reached.
create function gateway.newcomer_keys(p_tenant bigint, p_plan jsonb) returns bigint[] language sql stable as $$
  select coalesce(array_agg(key order by key), '{}')
    from (select p_plan->'customer' as k) named
      cross join unnest(array[' / ' || gateway.dialled(k->>'phone'), ' @ ' || gateway.folded(k->>'email')]) way
      cross join hashtextextended(gateway.folded(k->>'name') || way, p_tenant) key
    where way is not null
      and not exists (select from customer where tenant_no = p_tenant and customer_id = (k->>'id')::uuid)
$$;

-- The plan with this customer for the one it names; null: as it is. Staff may add what a record lacked; of a program's caller
-- nobody knows whether the address is theirs, so nothing is added to somebody who was only found.
create function gateway.for_whom(p_plan jsonb, p_id uuid) returns jsonb language plpgsql immutable as $$
declare
  v_asked text := p_plan->'customer'->>'id';
  v_list text;
begin
  if p_id is null then
    return p_plan;
  end if;
  p_plan := jsonb_set(p_plan, '{customer,id}', to_jsonb(p_id));
  if p_plan->'command'->>'channel' not in ('desk', 'walk_in', 'import') then
    p_plan := p_plan #- '{customer,phone}' #- '{customer,email}' #- '{customer,timeZone}';
  end if;
  foreach v_list in array '{bookings,waitlist}'::text[] loop
    for v_place in 0..coalesce(jsonb_array_length(p_plan->v_list), 0) - 1 loop
      if p_plan->v_list->v_place->'columns'->>'customer_id' = v_asked then
        p_plan := jsonb_set(p_plan, array[v_list, v_place::text, 'columns', 'customer_id'], to_jsonb(p_id));
      end if;
    end loop;
  end loop;
  if p_plan->'series'->>'customer_id' = v_asked then
    p_plan := jsonb_set(p_plan, '{series,customer_id}', to_jsonb(p_id));
  end if;
  return p_plan;
end $$;

-- The plan for who it turns out to be. After the people it wants are locked, and before any customer is.
create function gateway.recognised(p_tenant bigint, p_plan jsonb) returns jsonb language plpgsql as $$
declare
  v_keys bigint[] := gateway.newcomer_keys(p_tenant, p_plan);
  v_key bigint;
begin
  if v_keys = '{}' then
    return p_plan;
  end if;
  foreach v_key in array v_keys loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
  return gateway.for_whom(p_plan, gateway.customer_like(p_tenant, p_plan->'customer'));
end $$;

-- For a decision that rests on what a customer did: who it is, by id or else by what was said of them. Nulls: nobody yet.
create function gateway.known_customer(p_tenant bigint, p_customer jsonb, out o_id uuid, out o_no_shows integer)
language sql stable security definer set search_path = public, pg_temp as $$
  select customer_id, no_shows from customer where tenant_no = p_tenant and customer_id = coalesce(
    (select customer_id from customer where tenant_no = p_tenant and customer_id = (p_customer->>'id')::uuid),
    gateway.customer_like(p_tenant, p_customer))
$$;

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

  p_plan := gateway.recognised(p_tenant, p_plan);
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
    if v_customer_before is distinct from v_customer_after then
      for v_place in 0..jsonb_array_length(v_afters) - 1 loop
        -- Of several those say it whose customer it is.
        if v_befores->v_place <> 'null' and v_afters->v_place->>'customerId' = v_customer_after->>'id' then
          v_befores := jsonb_set(v_befores, array[v_place::text, 'customer'], coalesce(v_customer_before, 'null'));
          v_afters := jsonb_set(v_afters, array[v_place::text, 'customer'], v_customer_after);
        end if;
      end loop;
    end if;
    v_before := jsonb_build_object('bookings', v_befores);
    v_after := jsonb_build_object('bookings', v_afters);
  end if;
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, null, v_before, v_after);
  return v_outcome || case when p_plan ? 'tellsRow' then jsonb_build_object('row', v_after) else '{}' end;
end $$;

-- Several decided commands in one transaction, for those that wait anyway. p_group: [{"tenantNo", "plan"}], answered in
-- the same order, each as if it had come alone: one that raises leaves nothing behind, is answered
-- {"raised", "constraint"}, and those behind it go on. Anything but the codes of 000003, and a reference that is in use,
-- is raised on and undoes them all.
--
-- Null is the answer of one whose location somebody else holds (another node, a look that takes its time): it is left
-- out, untouched, because the others would wait with it. All of a location are left out together.
--
-- Locks are taken in one order before anything is applied, so that two groups, or a group and a single command, never
-- wait for each other crosswise: first the locations' heads, of which none is waited for, then the people wanted, then
-- the names and addresses of who is new, then every customer named that is known. Single commands take one head, their
-- people, those of one newcomer and then one customer, which fits. A refusal in a group offers nobody who works at another location
-- too, so whom it locks is wanted by nobody else. Who is new and cannot be reached has no lock: two groups that bring the
-- same two crosswise, at other locations, would meet in a deadlock, which ends one of them; its commands are then written
-- by themselves.
create or replace function gateway.apply_each(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_none constant jsonb[] := array_fill(null::jsonb, array[jsonb_array_length(p_group)]);
  v_outcomes jsonb[] := v_none;
  v_parts gateway.part[]; -- but those left out
  v_newcomers boolean[]; -- of each of them
  v_keys bigint[];
  v_recognised gateway.part[];
  v_together gateway.part[];
  v_key bigint;
  v_constraint text;
  p record;
begin
  select array_agg(row(place, g->>'tenantNo', g->'plan'->>'locationId', g->'plan')::gateway.part order by place) into v_parts
    from jsonb_array_elements(p_group) with ordinality as e(g, place);
  with ours as (
    select h.tenant_no, h.location_id from feed_head h
      where (h.tenant_no, h.location_id) in (select tenant_no, location_id from unnest(v_parts)) for update skip locked
  )
  select array_agg(part order by part.place) into v_parts from unnest(v_parts) part join ours using (tenant_no, location_id);
  for v_key in
    select distinct gateway.person_key(r) as key from unnest(v_parts) part
      cross join jsonb_array_elements(part.plan->'claims') claim
      join resource r on r.tenant_no = part.tenant_no and r.resource_no = (claim->>'resourceNo')::bigint
      where r.person_id is not null order by key
  loop
    perform pg_advisory_xact_lock(v_key);
  end loop;
  with asked as materialized (
    select place, gateway.newcomer_keys(tenant_no, plan) as keys from unnest(v_parts)
  )
  select array_agg(keys <> '{}' order by place), (select array_agg(distinct key order by key) from asked a, unnest(a.keys) key)
    into v_newcomers, v_keys from asked;
  v_recognised := v_parts;
  if v_keys is not null then
    foreach v_key in array v_keys loop
      perform pg_advisory_xact_lock(v_key);
    end loop;
    select array_agg(row(place, tenant_no, location_id, case when is_newcomer
        then gateway.for_whom(plan, gateway.customer_like(tenant_no, plan->'customer')) else plan end)::gateway.part order by place)
      into v_recognised from unnest(v_parts, v_newcomers) as part(place, tenant_no, location_id, plan, is_newcomer);
  end if;
  perform from customer k
    where (k.tenant_no, k.customer_id) in (select part.tenant_no, (part.plan->'customer'->>'id')::uuid from unnest(v_recognised) part
      where part.plan ? 'customer')
    order by k.tenant_no, k.customer_id for update;
  -- Those that go together, and take nothing but single lanes that belong to nobody. Of each location all or none, so that
  -- they keep their order. None when a customer comes twice: a correction is told with bookings that are written. Nor when
  -- somebody new has the name of another who comes: one by one the second may turn out to be the first.
  with more as (
    select tenant_no, location_id from unnest(v_parts) where not gateway.goes_together(plan)
    union all
    select part.tenant_no, part.location_id from unnest(v_parts) part
      cross join lateral (
        select part.plan->'claims' as claims union all select value->'claims' from jsonb_array_elements(part.plan->'candidates')) c
      cross join jsonb_to_recordset(c.claims) as x("resourceNo" bigint, lanes integer, "squeezeFrom" timestamptz)
      left join resource r on r.tenant_no = part.tenant_no and r.location_id = part.location_id and r.resource_no = x."resourceNo"
      where r.capacity is distinct from 1 or r.person_id is not null or x.lanes <> 1 or x."squeezeFrom" is not null
  )
  select array_agg(part order by part.place) into v_together from unnest(v_recognised) part
    where (part.tenant_no, part.location_id) not in (select tenant_no, location_id from more)
      and (select count(k) = count(distinct k) from (
        select tenant_no || '/' || (plan->'bookings'->0->'columns'->>'customer_id')::uuid as k from unnest(v_recognised)) named)
      and not exists (select from unnest(v_parts, v_newcomers) as named(place, tenant_no, location_id, plan, is_newcomer)
        where plan ? 'customer' group by tenant_no, gateway.folded(plan->'customer'->>'name') having count(*) > 1 and bool_or(is_newcomer));

  -- Who refuses or ends holds has six more statements begun for the group: two or three are quicker one by one.
  if cardinality(v_together) < 4 and exists (select from unnest(v_together) part where part.plan ?| '{closeHolds,settlesRefusal,asker}') then
    v_together := null;
  end if;

  -- All at once, because mostly all can be had, and a subtransaction for each costs a tenth of the throughput.
  begin
    if v_together is not null then
      v_outcomes := gateway.write_together(v_together, v_outcomes);
    end if;
    for p in select * from unnest(v_parts) order by place loop
      continue when v_outcomes[p.place] is not null;
      v_outcomes[p.place] := gateway.apply_one(p.tenant_no, p.plan);
    end loop;
    return to_jsonb(v_outcomes);
  exception when sqlstate 'HF000' or sqlstate 'HF001' or sqlstate 'HF002' or sqlstate 'HF003' or sqlstate 'HF004'
    or sqlstate 'HF005' or unique_violation then v_outcomes := v_none;
  end;
  for p in select * from unnest(v_parts) order by place loop
    begin
      v_outcomes[p.place] := gateway.apply_one(p.tenant_no, p.plan);
    exception
      when sqlstate 'HF000' or sqlstate 'HF001' or sqlstate 'HF002' or sqlstate 'HF003' or sqlstate 'HF004' or sqlstate 'HF005' then
        v_outcomes[p.place] := jsonb_build_object('raised', sqlstate, 'constraint', '');
      when unique_violation then
        get stacked diagnostics v_constraint = constraint_name;
        if v_constraint <> 'booking_reference_unique' then raise; end if;
        v_outcomes[p.place] := jsonb_build_object('raised', sqlstate, 'constraint', v_constraint);
    end;
  end loop;
  return to_jsonb(v_outcomes);
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
