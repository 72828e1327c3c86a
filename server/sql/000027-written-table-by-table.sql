-- Commands of a group that only add something are written together, table by table: most of what a command costs
-- PostgreSQL is starting its ten statements (0.5 ms a booking one after the other, 0.25 ms like this).

-- One of a group: a plan or a refusal, and where in the group it stands, from 1.
create type gateway.part as (place integer, tenant_no bigint, location_id uuid, plan jsonb);

-- Whether a plan does nothing but add one booking or one hold and take the time for it: nothing is to be closed, freed,
-- counted or looked at first.
create function gateway.only_adds(p_plan jsonb) returns boolean language sql immutable as $$
  select coalesce(
    p_plan - '{locationId,catalogueVersion,command,outcome,overUndo,tellsRow,customer,claims,bookings,holds}'::text[] = '{}'
      and not p_plan->'command' ? 'dependsOn'
      and p_plan->'command'->>'subjectId' = coalesce(p_plan->'bookings'->0->>'id', p_plan->'holds'->0->>'hold_id')
      and case when p_plan ? 'bookings'
        then not p_plan ? 'holds' and jsonb_array_length(p_plan->'bookings') = 1
          and (p_plan->'bookings'->0) - '{id,columns}'::text[] = '{"expectedVersion": null}'
        else not p_plan ? 'customer' and jsonb_array_length(p_plan->'holds') = 1
          and p_plan->'holds'->0->>'purpose' is distinct from 'undo' end,
    false)
$$;

-- Writes parts that only add, with the heads of their locations and their customers locked; fills in their outcomes. Whose
-- time is taken is told so and leaves nothing behind. Raises when anything else is amiss, or looks so: then nothing is
-- kept of any, and each has to be tried by itself.
create function gateway.add_together(p_parts gateway.part[], p_outcomes jsonb[]) returns jsonb[] language plpgsql as $$
declare
  v_now timestamptz := clock_timestamp();
  v_commands command[];
  v_bookings booking[];
  v_holds hold[];
  v_changes change[];
  v_events event[];
  v_command command;
  v_booking booking;
  v_hold hold;
  v_change change;
  v_event event;
  v_customer customer;
  v_idx integer;
  v_columns jsonb;
  v_outcome jsonb;
  v_hash bytea;
  v_parts gateway.part[]; -- that got all they want
  v_losers gateway.part[];
  v_given_back bigint[];
  v_count integer;
  p record;
begin
  -- First what most often fails, before any row is made. Who got only a part gives it back.
  with taken as (
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
      select part.tenant_no, x."resourceNo", 1, x.start, x."end", x."ownerKind", x."ownerId",
          v_now + make_interval(secs => x.seconds), coalesce(x.yields, false)
        from unnest(p_parts) part cross join jsonb_to_recordset(part.plan->'claims')
          as x("resourceNo" bigint, start timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid, seconds float8, yields boolean)
        order by part.place
      on conflict do nothing returning claim_no, tenant_no, owner_id
  ), judged as (
    select part, part.tenant_no, (part.plan->'claims'->0->>'ownerId')::uuid as owner_id,
        coalesce(jsonb_array_length(part.plan->'claims'), 0) = (select count(*) from taken
          where taken.tenant_no = part.tenant_no and taken.owner_id = (part.plan->'claims'->0->>'ownerId')::uuid) as has_all
      from unnest(p_parts) part
  )
  select (select array_agg(part order by (part).place) from judged where has_all),
      (select array_agg(part order by (part).place) from judged where not has_all),
      (select array_agg(claim_no) from taken join judged using (tenant_no, owner_id) where not has_all)
    into v_parts, v_losers, v_given_back;
  if v_losers is not null then
    delete from claim where claim_no = any(v_given_back);
    -- Told so only who would be told so alone: not whose time a hold has that ran out, or who has it already.
    for p in select * from unnest(v_losers) loop
      if (p.plan->>'catalogueVersion')::bigint is distinct from
            (select catalogue_version from feed_head where tenant_no = p.tenant_no and location_id = p.location_id)
          or exists (select from command where tenant_no = p.tenant_no and command_id = (p.plan->'command'->>'id')::uuid)
          or not exists (select from jsonb_to_recordset(p.plan->'claims')
              as x("resourceNo" bigint, start timestamptz, "end" timestamptz, "ownerId" uuid)
            join claim c on c.tenant_no = p.tenant_no and c.resource_no = x."resourceNo" and c.released_at is null
              and c.during && tstzrange(x.start, x."end", '[)') and c.owner_id <> x."ownerId"
              and (c.expires_at is null or c.expires_at > clock_timestamp())
              and not (c.yields and coalesce((p.plan->>'overUndo')::boolean, false))) then
        raise exception 'taken, perhaps' using errcode = 'HF001';
      end if;
      p_outcomes[p.place] := jsonb_build_object('raised', 'HF001', 'constraint', '');
    end loop;
  end if;
  for p in
    with head as (
      update feed_head f set head = f.head + asked.count
        from (select tenant_no, location_id, count(*) from unnest(v_parts) group by 1, 2) asked
        where f.tenant_no = asked.tenant_no and f.location_id = asked.location_id
        returning f.tenant_no, f.location_id, f.head - asked.count as newest, f.catalogue_version
    )
    select part.*, part.plan->'command' as command, head.catalogue_version,
        head.newest + row_number() over at_location as version, row_number() over at_location = 1 as is_first,
        (select e.hash from event e where e.tenant_no = part.tenant_no and e.location_id = part.location_id
          order by e.version desc limit 1) as hash
      from unnest(v_parts) part join head using (tenant_no, location_id)
      window at_location as (partition by part.tenant_no, part.location_id order by part.place)
      order by part.tenant_no, part.location_id, part.place
  loop
    if (p.plan->>'catalogueVersion')::bigint is distinct from p.catalogue_version then
      raise exception 'the location''s settings moved' using errcode = 'HF002';
    end if;
    v_columns := p.plan->'bookings'->0->'columns';
    v_outcome := p.plan->'outcome' || jsonb_build_object('version', p.version);
    if v_columns is null then
      v_columns := p.plan->'holds'->0;
      v_hold := gateway.hold_of(p.tenant_no, p.location_id, v_columns, v_now + make_interval(secs => (v_columns->>'seconds')::float8), false);
      v_holds := v_holds || v_hold;
      v_outcome := v_outcome || jsonb_build_object('expiresAt', gateway.wire_time(v_hold.expires_at));
      v_change := gateway.change_of(p.tenant_no, p.location_id, p.version, 0, 'hold', v_hold.hold_id, gateway.hold_row(v_hold), (p.command->>'id')::uuid);
    else
      v_booking := gateway.booking_of(p.tenant_no, p.location_id, v_columns, false);
      v_bookings := v_bookings || v_booking;
      v_customer := null;
      v_idx := 0;
      if v_booking.customer_id is not null then
        if p.plan ? 'customer' then
          perform gateway.put_customer(p.tenant_no, p.location_id, p.version, p.plan->'customer', (p.command->>'id')::uuid);
        end if;
        select * into v_customer from customer where tenant_no = p.tenant_no and customer_id = v_booking.customer_id;
        perform gateway.tell_customer(p.tenant_no, p.location_id, p.version, v_customer, (p.command->>'id')::uuid);
        select count(*) into v_idx from change
          where tenant_no = p.tenant_no and location_id = p.location_id and version = p.version;
      end if;
      v_change := gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'booking', v_booking.booking_id,
        gateway.booking_row(v_booking, v_customer), (p.command->>'id')::uuid);
    end if;
    v_changes := v_changes || v_change;
    v_command := gateway.command_of(p.tenant_no, p.location_id, p.version, p.command, 'committed', v_outcome);
    v_commands := v_commands || v_command;
    if p.is_first then v_hash := p.hash; end if;
    v_event := gateway.event_of(p.tenant_no, p.location_id, p.version, p.command, null, null, v_change.row);
    v_hash := gateway.event_hash(v_event, v_hash);
    v_event.hash := v_hash;
    v_events := v_events || v_event;
    p_outcomes[p.place] := v_outcome || case when p.plan ? 'tellsRow' then jsonb_build_object('row', v_change.row) else '{}' end;
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
  insert into event select * from unnest(v_events);
  return p_outcomes;
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
-- every customer named that is known. Single commands take one head, their people and then one customer, which fits. A
-- refusal in a group offers nobody who works at another location too, so whom it locks is wanted by nobody else. Who is
-- new cannot be locked ahead: two groups that bring the same two new customers crosswise, at other locations, would
-- meet in a deadlock, which ends one of them; its commands are then written by themselves.
create or replace function gateway.apply_each(p_group jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_none constant jsonb[] := array_fill(null::jsonb, array[jsonb_array_length(p_group)]);
  v_outcomes jsonb[] := v_none;
  v_parts gateway.part[]; -- but those left out
  v_adding gateway.part[];
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
  perform from customer k
    where (k.tenant_no, k.customer_id) in (select part.tenant_no, (part.plan->'customer'->>'id')::uuid from unnest(v_parts) part
      where part.plan ? 'customer')
    order by k.tenant_no, k.customer_id for update;
  -- Those that only add, and take nothing but single lanes that belong to nobody. Of each location all or none, so that
  -- they keep their order. None when a customer comes twice: a correction is told with bookings that are written.
  with more as (
    select tenant_no, location_id from unnest(v_parts) where not gateway.only_adds(plan)
    union all
    select part.tenant_no, part.location_id from unnest(v_parts) part
      cross join jsonb_to_recordset(part.plan->'claims') as x("resourceNo" bigint, lanes integer, "squeezeFrom" timestamptz)
      left join resource r on r.tenant_no = part.tenant_no and r.location_id = part.location_id and r.resource_no = x."resourceNo"
      where r.capacity is distinct from 1 or r.person_id is not null or x.lanes <> 1 or x."squeezeFrom" is not null
  )
  select array_agg(part order by part.place) into v_adding from unnest(v_parts) part
    where (part.tenant_no, part.location_id) not in (select tenant_no, location_id from more)
      and (select count(k) = count(distinct k) from (
        select tenant_no || '/' || (plan->'bookings'->0->'columns'->>'customer_id')::uuid as k from unnest(v_parts)) named);

  -- All at once, because mostly all can be had, and a subtransaction for each costs a tenth of the throughput.
  begin
    if v_adding is not null then
      v_outcomes := gateway.add_together(v_adding, v_outcomes);
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
