-- What stood before stands in the record also where a command is about no booking: a hold that is let go, extended or taken
-- over, a block that is removed or brought back, somebody who waits. And what is left of a hold that is let go, after.

-- What a command about no booking is about, as it is; null where it makes something new. Rows of bookings say it themselves.
create function gateway.subject_before(p_tenant bigint, p_location uuid, p_plan jsonb) returns jsonb language plpgsql stable as $$
declare
  v_subject uuid := (p_plan->'command'->>'subjectId')::uuid;
  v_row jsonb;
begin
  if p_plan->'extendHold'->>'id' = v_subject::text or p_plan->'closeHolds' @> jsonb_build_array(jsonb_build_object('id', v_subject)) then
    select gateway.hold_row(h) into v_row from hold h where h.tenant_no = p_tenant and h.hold_id = v_subject;
  elsif p_plan ?| '{removeBlock,restoreBlock}' then
    select gateway.block_row(b) into v_row from block b where b.tenant_no = p_tenant and b.location_id = p_location and b.block_id = v_subject;
  elsif p_plan ? 'waitlist' then
    select gateway.waitlist_entry_row(e) into v_row from waitlist_entry e where e.tenant_no = p_tenant and e.location_id = p_location and e.entry_id = v_subject;
  end if;
  return v_row;
end $$;

-- Writes parts that go together, with the heads of their locations and their customers locked; fills in their outcomes.
-- Of a booking or hold whose time is taken that is told, and it leaves nothing behind. Raises when anything else is amiss,
-- or looks so: then nothing is kept of any, and each has to be tried by itself.
--
-- One by one they would take and free time in turn; here all take first, then what they end is freed. Whoever would have
-- found time that one before them frees, or nothing in their way any more, therefore raises.
create or replace function gateway.write_together(p_parts gateway.part[], p_outcomes jsonb[]) returns jsonb[] language plpgsql as $$
declare
  v_now timestamptz := clock_timestamp();
  v_closes boolean;
  v_refuses boolean;
  v_closings gateway.closing[];
  v_closed hold[];
  v_wanted uuid[] := '{}';
  v_parts gateway.part[]; -- that got all they want
  v_losers gateway.part[];
  v_given_back bigint[];
  v_closing integer := 1;
  v_newcomers customer[];
  v_command command;
  v_commands command[];
  v_bookings booking[];
  v_holds hold[];
  v_changes change[];
  v_events event[];
  v_booking booking;
  v_hold hold;
  v_event event;
  v_customer customer;
  v_idx integer;
  v_columns jsonb;
  v_offers jsonb;
  v_outcome jsonb;
  v_row jsonb;
  v_before jsonb; -- of a hold that it is about
  v_hash bytea;
  v_count integer;
  v_status text;
  v_expires timestamptz;
  p record;
begin
  select bool_or(part.plan ?| '{closeHolds,settlesRefusal,asker}'), bool_or(part.plan ? 'candidates') into v_closes, v_refuses
    from unnest(p_parts) part;
  if v_closes then
    select o_closings, o_holds into v_closings, v_closed from gateway.closings_of(p_parts);
  end if;
  if v_refuses then
    if exists (select from unnest(p_parts) part where part.plan ? 'candidates'
        group by part.tenant_no, part.location_id, coalesce(part.plan->>'asker', part.place::text) having count(*) > 1)
      or exists (select from unnest(p_parts) part cross join jsonb_to_recordset(part.plan->'restsOn')
          as b("resourceNo" bigint, lane integer, start timestamptz, "ownerId" uuid)
        where not exists (select from claim c where c.tenant_no = part.tenant_no and c.resource_no = b."resourceNo"
            and c.lane = b.lane and c.starts_at = b.start and c.owner_id = b."ownerId" and c.released_at is null
            and (c.expires_at is null or c.expires_at > clock_timestamp()))
          or exists (select from unnest(v_closings) k where k.tenant_no = part.tenant_no and k.hold_id = b."ownerId" and k.place < part.place))
    then
      raise exception 'no longer in the way, perhaps' using errcode = 'HF001';
    end if;
    v_wanted := gateway.wanted_of(p_parts, v_closings);
  end if;

  -- First what most often fails, before any row is made. Who got only a part gives it back.
  with asked as materialized (
    select part.place, 0 as candidate, part.tenant_no, x."resourceNo" as resource_no, x.start, x."end", x."ownerKind" as owner_kind,
        x."ownerId" as owner_id, v_now + make_interval(secs => x.seconds) as expires_at, coalesce(x.yields, false) as yields
      from unnest(p_parts) part cross join jsonb_to_recordset(part.plan->'claims')
        as x("resourceNo" bigint, start timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid, seconds float8, yields boolean)
    union all
    select part.place, e.ordinality, part.tenant_no, x."resourceNo", x.start, x."end", 'hold', (e.value->'hold'->>'hold_id')::uuid,
        v_now + make_interval(secs => coalesce((part.plan->>'holdSeconds')::float8, 60)), false
      from unnest(p_parts) part cross join jsonb_array_elements(part.plan->'candidates') with ordinality e
        cross join jsonb_to_recordset(e.value->'claims') as x("resourceNo" bigint, start timestamptz, "end" timestamptz)
      where (e.value->'hold'->>'hold_id')::uuid = any(v_wanted)
  ), taken as (
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
      select tenant_no, resource_no, 1, start, "end", owner_kind, owner_id, expires_at, yields from asked order by place, candidate
      on conflict do nothing returning claim_no, tenant_no, owner_id
  ), got as (
    select tenant_no, owner_id, count(*), array_agg(claim_no) as claims from taken group by 1, 2
  ), lost as (
    select o.place, coalesce(got.claims, '{}') as claims
      from (select place, tenant_no, owner_id, count(*) from asked group by 1, 2, 3) o
        left join got using (tenant_no, owner_id) where got.count is distinct from o.count
  )
  select (select array_agg(part order by part.place) from unnest(p_parts) part where part.place not in (select place from lost)),
      (select array_agg(part order by part.place) from unnest(p_parts) part where part.place in (select place from lost)),
      (select array_agg(claim_no) from lost cross join unnest(lost.claims) claim_no)
    into v_parts, v_losers, v_given_back;
  delete from claim where claim_no = any(v_given_back);

  -- What is held becomes a booking's in place, never free in between; the rest of what ends is freed.
  if v_closings is not null then
    with converted as (
      select place, tenant_no, (plan->'convert'->>'holdId')::uuid as hold_id, (plan->'convert'->'owner'->>'id')::uuid as owner_id,
          (plan->'convert'->>'claims')::integer as claims from unnest(v_parts) where plan ? 'convert'
    ), kept as (
      update claim c set owner_kind = 'booking', owner_id = v.owner_id, expires_at = null, yields = false from converted v
        where c.tenant_no = v.tenant_no and c.owner_kind = 'hold' and c.owner_id = v.hold_id and c.released_at is null
          and c.expires_at > clock_timestamp()
        returning v.place
    )
    select count(*) into v_count from converted where claims <> (select count(*) from kept where kept.place = converted.place);
    if v_count > 0 then
      raise exception 'the hold ran out' using errcode = 'HF002';
    end if;
    update claim c set released_at = clock_timestamp() from unnest(v_closings) k
      where c.tenant_no = k.tenant_no and c.owner_id = k.hold_id and c.owner_kind = 'hold' and c.released_at is null;
    update hold h set status = k.status from unnest(v_closings) k
      where h.tenant_no = k.tenant_no and h.hold_id = k.hold_id and h.status is not distinct from 'active';
    get diagnostics v_count = row_count;
    if v_count < cardinality(v_closings) then
      raise exception 'a hold moved' using errcode = 'HF002';
    end if;
  end if;

  if v_losers is not null then
    -- Told so only who would be told so alone: not whose time a hold has that ran out or ends here, or who has it already.
    for p in select * from unnest(v_losers) loop
      if p.plan ? 'candidates'
          or (p.plan->>'catalogueVersion')::bigint is distinct from
            (select catalogue_version from feed_head where tenant_no = p.tenant_no and location_id = p.location_id)
          or exists (select from command where tenant_no = p.tenant_no and command_id = (p.plan->'command'->>'id')::uuid)
          or not exists (select from jsonb_to_recordset(p.plan->'claims')
              as x("resourceNo" bigint, start timestamptz, "end" timestamptz, "ownerId" uuid)
            cross join lateral (select from claim c
              where c.tenant_no = p.tenant_no and c.resource_no = x."resourceNo" and c.lane = 1 and c.released_at is null
                and c.during && tstzrange(x.start, x."end", '[)') and c.owner_id <> x."ownerId"
                and (c.expires_at is null or c.expires_at > clock_timestamp())
                and not (c.yields and coalesce((p.plan->>'overUndo')::boolean, false)) limit 1) c) then
        raise exception 'taken, perhaps' using errcode = 'HF001';
      end if;
      p_outcomes[p.place] := jsonb_build_object('raised', 'HF001', 'constraint', '');
    end loop;
  end if;
  -- What is offered without being held must be free as well.
  if v_refuses and exists (select from unnest(v_parts) part cross join jsonb_array_elements(part.plan->'candidates') e
      cross join jsonb_to_recordset(e->'claims') as x("resourceNo" bigint, start timestamptz, "end" timestamptz)
      cross join lateral (select from claim c
        where c.tenant_no = part.tenant_no and c.resource_no = x."resourceNo" and c.lane = 1 and c.released_at is null
          and c.during && tstzrange(x.start, x."end", '[)') and (c.expires_at is null or c.expires_at > clock_timestamp()) limit 1) c
      where (e->'hold'->>'hold_id')::uuid <> all(v_wanted)) then
    raise exception 'offered and taken, perhaps' using errcode = 'HF001';
  end if;

  -- Who is new. Whoever is known has more told of them, one by one below.
  with added as (
    insert into customer (tenant_no, customer_id, name, phone, email, time_zone)
      select tenant_no, (k->>'id')::uuid, k->>'name', k->>'phone', k->>'email', k->>'timeZone'
        from (select tenant_no, plan->'customer' as k from unnest(v_parts) where plan ? 'customer') named
      on conflict do nothing returning customer.*
  )
  select array_agg(added) into v_newcomers from added;

  for p in
    with head as (
      update feed_head f set head = f.head + asked.count
        from (select tenant_no, location_id, count(*) from unnest(v_parts) group by 1, 2) asked
        where f.tenant_no = asked.tenant_no and f.location_id = asked.location_id
        returning f.tenant_no, f.location_id, f.head - asked.count as newest, f.catalogue_version, f.hash
    )
    select part.*, part.plan->'command' as command, (part.plan->'command'->>'id')::uuid as command_id, head.catalogue_version,
        head.newest + row_number() over at_location as version, row_number() over at_location = 1 as is_first, head.hash, k as newcomer
      from unnest(v_parts) part join head using (tenant_no, location_id)
        left join unnest(v_newcomers) k on k.tenant_no = part.tenant_no and k.customer_id = (part.plan->'customer'->>'id')::uuid
      window at_location as (partition by part.tenant_no, part.location_id order by part.place)
      order by part.tenant_no, part.location_id, part.place
  loop
    if (p.plan->>'catalogueVersion')::bigint is distinct from p.catalogue_version then
      raise exception 'the location''s settings moved' using errcode = 'HF002';
    end if;
    v_outcome := p.plan->'outcome' || jsonb_build_object('version', p.version);
    v_status := 'committed';
    v_row := null;
    v_before := null;
    v_idx := 0;
    while v_closings[v_closing].place = p.place loop
      v_hold := v_closed[v_closing];
      if v_hold.hold_id::text = p.command->>'subjectId' and p.plan ? 'closeHolds' and not p.plan ? 'bookings' then
        v_before := gateway.hold_row(v_hold);
      end if;
      v_hold.status := v_closings[v_closing].status;
      v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'hold', v_hold.hold_id,
        gateway.hold_row(v_hold), p.command_id);
      if v_before is not null and v_row is null then
        v_row := gateway.hold_row(v_hold);
      end if;
      v_idx := v_idx + 1;
      v_closing := v_closing + 1;
    end loop;

    if p.plan ? 'candidates' then
      v_status := 'refused';
      v_offers := '[]';
      v_expires := v_now + make_interval(secs => coalesce((p.plan->>'holdSeconds')::float8, 60));
      for v_nearest in 0..jsonb_array_length(p.plan->'candidates') - 1 loop
        v_columns := p.plan->'candidates'->v_nearest->'hold';
        v_row := p.plan->'candidates'->v_nearest->'offer';
        if (v_columns->>'hold_id')::uuid = any(v_wanted) then
          v_hold := gateway.hold_of(p.tenant_no, p.location_id, v_columns || jsonb_build_object('purpose', 'alternative',
            'asker', coalesce(p.plan->>'asker', p.command_id::text), 'refused_command_id', p.command_id), v_expires, false);
          v_holds := v_holds || v_hold;
          v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'hold', v_hold.hold_id,
            gateway.hold_row(v_hold), p.command_id);
          v_idx := v_idx + 1;
          v_row := v_row || jsonb_build_object('holdId', v_hold.hold_id, 'heldUntil', gateway.wire_time(v_expires));
        end if;
        v_offers := v_offers || jsonb_build_array(v_row);
      end loop;
      v_outcome := v_outcome || jsonb_build_object('alternatives', v_offers);
      v_row := v_outcome;
    elsif p.plan ? 'bookings' then
      v_booking := gateway.booking_of(p.tenant_no, p.location_id, p.plan->'bookings'->0->'columns', false);
      v_bookings := v_bookings || v_booking;
      v_customer := p.newcomer;
      if (p.newcomer).customer_id is not null then
        v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'customer', v_customer.customer_id,
          gateway.customer_row(v_customer), p.command_id);
        v_idx := v_idx + 1;
      elsif v_booking.customer_id is not null then
        -- These append to the table, behind what stands there of this version.
        insert into change select * from unnest(v_changes);
        v_changes := null;
        if p.plan ? 'customer' then
          perform gateway.put_customer(p.tenant_no, p.location_id, p.version, p.plan->'customer', p.command_id);
        end if;
        select * into v_customer from customer where tenant_no = p.tenant_no and customer_id = v_booking.customer_id;
        perform gateway.tell_customer(p.tenant_no, p.location_id, p.version, v_customer, p.command_id);
        select count(*) into v_idx from change
          where tenant_no = p.tenant_no and location_id = p.location_id and version = p.version;
      end if;
      v_row := gateway.booking_row(v_booking, v_customer);
      v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'booking', v_booking.booking_id,
        v_row, p.command_id);
    elsif p.plan ? 'holds' then
      v_columns := p.plan->'holds'->0;
      v_hold := gateway.hold_of(p.tenant_no, p.location_id, v_columns, v_now + make_interval(secs => (v_columns->>'seconds')::float8), false);
      v_holds := v_holds || v_hold;
      v_outcome := v_outcome || jsonb_build_object('expiresAt', gateway.wire_time(v_hold.expires_at));
      v_row := gateway.hold_row(v_hold);
      v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'hold', v_hold.hold_id, v_row, p.command_id);
    end if;

    v_command := gateway.command_of(p.tenant_no, p.location_id, p.version, p.command, v_status, v_outcome);
    v_commands := v_commands || v_command;
    if p.is_first then v_hash := p.hash; end if;
    v_event := gateway.event_of(p.tenant_no, p.location_id, p.version, p.command,
      case when v_status = 'refused' then v_outcome->>'reason' end, v_before, v_row);
    v_hash := gateway.chain_hash(v_event, v_hash, v_command);
    v_event.hash := v_hash;
    v_events := v_events || v_event;
    p_outcomes[p.place] := v_outcome || case when p.plan ? 'tellsRow' then jsonb_build_object('row', v_row) else '{}' end;
  end loop;

  insert into command select * from unnest(v_commands) on conflict do nothing;
  get diagnostics v_count = row_count;
  if v_count < cardinality(v_commands) then
    raise exception 'a command id is known' using errcode = 'HF000';
  end if;
  insert into booking select * from unnest(v_bookings) on conflict (tenant_no, booking_id) do nothing;
  get diagnostics v_count = row_count;
  if v_count < coalesce(cardinality(v_bookings), 0) then
    raise exception 'already exists' using errcode = 'HF003';
  end if;
  insert into hold select * from unnest(v_holds) on conflict do nothing;
  get diagnostics v_count = row_count;
  if v_count < coalesce(cardinality(v_holds), 0) then
    raise exception 'already exists' using errcode = 'HF003';
  end if;
  insert into change select * from unnest(v_changes);
  with written as (
    insert into event select * from unnest(v_events) returning tenant_no, location_id, version, hash
  )
  update feed_head f set hash = w.hash from written w
    where f.tenant_no = w.tenant_no and f.location_id = w.location_id and f.head = w.version;
  return p_outcomes;
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

  if not p_plan ? 'bookings' then
    v_before := gateway.subject_before(p_tenant, v_location, p_plan);
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
      select p_tenant, m.message_id, coalesce(m.location_id, v_location), m.kind, m.to_name, m.to_phone, m.to_email, m.subject_id, m.body, v_command_id
        from jsonb_to_recordset(p_plan->'messages') as m(message_id uuid, location_id uuid, kind text, to_name text, to_phone text,
          to_email text, subject_id uuid, body jsonb);
  end if;

  -- A hold that ended is all that is left of a release.
  if v_before is not null and v_after is null then
    select gateway.hold_row(h) into v_after from hold h where h.tenant_no = p_tenant and h.hold_id = (v_before->>'id')::uuid;
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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
