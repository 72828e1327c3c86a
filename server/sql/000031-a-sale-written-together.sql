-- At a sale people hold, confirm, change their minds and are refused all at once, and one command of a group that did not
-- only add made PostgreSQL write all of its location one by one (2.7 ms a confirmation, 2.9 ms a refusal). They are
-- written table by table now as well.

-- A hold that one of a group ends. `counts`: it stands for an alternative of its day.
create type gateway.closing as (place integer, tenant_no bigint, location_id uuid, hold_id uuid, status text, starts_at timestamptz, counts boolean);

drop function gateway.add_together(gateway.part[], jsonb[]);
drop function gateway.only_adds(jsonb);

-- Whether a plan does nothing but add one booking or one hold on free time, make a hold a booking, or end holds; or is a
-- refusal that was planned beside others. Nothing else is to be freed, counted or looked at first.
create function gateway.goes_together(p_plan jsonb) returns boolean language sql immutable as $$
  select coalesce(case
    when p_plan->'outcome'->>'status' = 'refused' then p_plan ? 'restsOn'
    when p_plan->'command' ? 'dependsOn' then false
    when p_plan ? 'bookings' then
      p_plan - '{locationId,catalogueVersion,command,outcome,overUndo,tellsRow,customer,claims,bookings,convert,closeHolds,settlesRefusal}'::text[] = '{}'
        and jsonb_array_length(p_plan->'bookings') = 1
        and (p_plan->'bookings'->0) - '{id,columns}'::text[] = '{"expectedVersion": null}'
        and p_plan->'command'->>'subjectId' = p_plan->'bookings'->0->>'id'
        -- Either time is taken or what was held is kept: what a plan frees itself it may take again.
        and (p_plan ? 'convert') = (p_plan ? 'closeHolds') and not (p_plan ? 'claims' and p_plan ?| '{convert,settlesRefusal}')
        and (not p_plan ? 'convert' or (p_plan->'convert'->'owner' = jsonb_build_object('kind', 'booking', 'id', p_plan->'bookings'->0->>'id')
          and not p_plan->'convert' ? 'seconds' and not coalesce((p_plan->'convert'->>'squeezedIn')::boolean, false)))
    when p_plan ? 'holds' then
      p_plan - '{locationId,catalogueVersion,command,outcome,overUndo,tellsRow,claims,holds}'::text[] = '{}'
        and jsonb_array_length(p_plan->'holds') = 1
        and p_plan->'command'->>'subjectId' = p_plan->'holds'->0->>'hold_id'
        and p_plan->'holds'->0->>'purpose' is distinct from 'undo'
    else p_plan ? 'closeHolds' and p_plan - '{locationId,catalogueVersion,command,outcome,overUndo,tellsRow,closeHolds}'::text[] = '{}'
    end, false)
$$;

-- Nothing here says `location_id =`: by the index of a location's active holds, few when the plan was made, a crowd's are
-- all read for one. And what is found for each is found with a limit: of a list in JSON PostgreSQL expects a hundred, of
-- lists in a list ten thousand, and would rather read the whole table once.
-- The holds that parts end, in the order in which those are written, and their rows as they are. Raises when one is not
-- active any more, or ended by two of them.
create function gateway.closings_of(p_parts gateway.part[], out o_closings gateway.closing[], out o_holds hold[]) language plpgsql as $$
declare
  v_asked integer;
  v_holds integer;
begin
  with asked as (
    select part.*, x.* from unnest(p_parts) part cross join lateral (
      select (value->>'id')::uuid as hold_id, value->>'status' as status, ordinality as rank
        from jsonb_array_elements(part.plan->'closeHolds') with ordinality
      union all
      -- A person decided about this refusal: what else it holds goes back on sale.
      select h.hold_id, 'released', 1000 from hold h
        where h.tenant_no = part.tenant_no and h.status = 'active' and h.refused_command_id = (part.plan->>'settlesRefusal')::uuid
          and h.location_id is not distinct from part.location_id
          and not coalesce(jsonb_path_exists(part.plan, '$.closeHolds[*] ? (@.id == $id)', jsonb_build_object('id', h.hold_id)), false)
      union all
      -- Of an asker only the newest refusal's are held.
      select h.hold_id, 'released', 1000 from hold h
        where h.tenant_no = part.tenant_no and h.status = 'active' and h.asker = part.plan->>'asker' and h.refused_command_id is not null
          and h.location_id is not distinct from part.location_id
    ) x
  )
  select count(*), count(distinct h.hold_id),
      array_agg(row(a.place, a.tenant_no, a.location_id, a.hold_id, a.status, h.starts_at,
        h.refused_command_id is not null and h.expires_at > clock_timestamp())::gateway.closing
        order by a.tenant_no, a.location_id, a.place, a.rank, a.hold_id),
      array_agg(h order by a.tenant_no, a.location_id, a.place, a.rank, a.hold_id)
    into v_asked, v_holds, o_closings, o_holds
    from asked a left join lateral (select hold.* from hold
        where hold.tenant_no = a.tenant_no and hold.hold_id = a.hold_id and hold.status is not distinct from 'active'
          -- An offer to somebody who waits goes on to the next; who takes one says so in a plan that does more.
          and hold.purpose <> 'waitlist' limit 1) h on true;
  if v_asked <> v_holds then
    raise exception 'a hold moved' using errcode = 'HF002';
  end if;
end $$;

-- Which of their candidates refusals really hold, by hold id: no more than each may, nor of a day than its quota, as
-- those before them in the group leave it.
create function gateway.wanted_of(p_parts gateway.part[], p_closings gateway.closing[]) returns uuid[] language plpgsql as $$
declare
  v_wanted uuid[] := '{}';
  v_placed jsonb := '{}'; -- by location and day
  v_place integer;
  v_own integer;
  v_held integer;
  c record;
begin
  for c in
    with candidate as (
      select part.place, part.tenant_no, part.location_id, (part.plan->>'holdMax')::integer as hold_max, e.ordinality,
          (e.value->'hold'->>'hold_id')::uuid as hold_id, (e.value->>'dayStart')::timestamptz as day,
          (e.value->>'dayEnd')::timestamptz as day_end, (e.value->>'dayQuota')::integer as quota
        from unnest(p_parts) part cross join jsonb_array_elements(part.plan->'candidates') with ordinality e
    ), by_day as (
      -- No further than to the quota: a day may have hundreds.
      select d.*, (select count(*) from (select from hold h where h.tenant_no = d.tenant_no and h.location_id = d.location_id
            and h.status = 'active' and h.refused_command_id is not null and h.expires_at > clock_timestamp()
            and h.starts_at >= d.day and h.starts_at < d.day_end limit d.quota + coalesce(cardinality(p_closings), 0)) h) as held
        from (select tenant_no, location_id, day, day_end, max(quota) as quota from candidate group by 1, 2, 3, 4) d
    )
    select candidate.*, concat(tenant_no, location_id, day) as key, held - (select count(*) from unnest(p_closings) k
        where k.tenant_no = candidate.tenant_no and k.location_id = candidate.location_id and k.place <= candidate.place
          and k.counts and k.starts_at >= candidate.day and k.starts_at < candidate.day_end) as held_before
      from candidate join by_day using (tenant_no, location_id, day, day_end) order by place, ordinality
  loop
    if c.place is distinct from v_place then
      v_place := c.place;
      v_own := 0;
    end if;
    v_held := c.held_before + coalesce((v_placed->>c.key)::integer, 0);
    if v_own < c.hold_max and v_held < c.quota then
      v_wanted := v_wanted || c.hold_id;
      v_own := v_own + 1;
      v_placed := v_placed || jsonb_build_object(c.key, coalesce((v_placed->>c.key)::integer, 0) + 1);
    end if;
  end loop;
  return v_wanted;
end $$;

-- Writes parts that go together, with the heads of their locations and their customers locked; fills in their outcomes.
-- Of a booking or hold whose time is taken that is told, and it leaves nothing behind. Raises when anything else is amiss,
-- or looks so: then nothing is kept of any, and each has to be tried by itself.
--
-- One by one they would take and free time in turn; here all take first, then what they end is freed. Whoever would have
-- found time that one before them frees, or nothing in their way any more, therefore raises.
create function gateway.write_together(p_parts gateway.part[], p_outcomes jsonb[]) returns jsonb[] language plpgsql as $$
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
        returning f.tenant_no, f.location_id, f.head - asked.count as newest, f.catalogue_version
    )
    select part.*, part.plan->'command' as command, (part.plan->'command'->>'id')::uuid as command_id, head.catalogue_version,
        head.newest + row_number() over at_location as version, row_number() over at_location = 1 as is_first,
        (select e.hash from event e where e.tenant_no = part.tenant_no and e.location_id = part.location_id
          order by e.version desc limit 1) as hash,
        k as newcomer
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
    v_idx := 0;
    while v_closings[v_closing].place = p.place loop
      v_hold := v_closed[v_closing];
      v_hold.status := v_closings[v_closing].status;
      v_changes := v_changes || gateway.change_of(p.tenant_no, p.location_id, p.version, v_idx, 'hold', v_hold.hold_id,
        gateway.hold_row(v_hold), p.command_id);
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

    v_commands := v_commands || gateway.command_of(p.tenant_no, p.location_id, p.version, p.command, v_status, v_outcome);
    if p.is_first then v_hash := p.hash; end if;
    v_event := gateway.event_of(p.tenant_no, p.location_id, p.version, p.command,
      case when v_status = 'refused' then v_outcome->>'reason' end, null, v_row);
    v_hash := gateway.event_hash(v_event, v_hash);
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
  perform from customer k
    where (k.tenant_no, k.customer_id) in (select part.tenant_no, (part.plan->'customer'->>'id')::uuid from unnest(v_parts) part
      where part.plan ? 'customer')
    order by k.tenant_no, k.customer_id for update;
  -- Those that go together, and take nothing but single lanes that belong to nobody. Of each location all or none, so that
  -- they keep their order. None when a customer comes twice: a correction is told with bookings that are written.
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
  select array_agg(part order by part.place) into v_together from unnest(v_parts) part
    where (part.tenant_no, part.location_id) not in (select tenant_no, location_id from more)
      and (select count(k) = count(distinct k) from (
        select tenant_no || '/' || (plan->'bookings'->0->'columns'->>'customer_id')::uuid as k from unnest(v_parts)) named);

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
