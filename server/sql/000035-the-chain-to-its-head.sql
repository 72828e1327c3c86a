-- The chain of the record holds at both its ends and carries what was answered, and what programs hand over to people
-- stands in it. Whoever owns the database can still write a chain of their own: what shows that are the heads that
-- `verify --json` prints, kept elsewhere (docs/operating/verify.md).

alter table feed_head add column hash bytea; -- of the location's newest event; null: it has none, or none that is chained

-- Where the chain of a location begins whose record is older than the chain, or than this. Written here and never again:
-- of events up to `hashed_after` no hash is expected, and up to `answered_after` one without the answer.
create table chain_start (
  tenant_no bigint not null,
  location_id uuid not null,
  hashed_after bigint not null,
  answered_after bigint not null,
  primary key (tenant_no, location_id),
  foreign key (tenant_no, location_id) references location
);
alter table chain_start enable row level security;
create policy own_tenant on chain_start to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);

insert into chain_start (tenant_no, location_id, hashed_after, answered_after)
  select tenant_no, location_id, coalesce(min(version) filter (where hash is not null) - 1, max(version)), max(version)
    from event group by tenant_no, location_id;
create trigger chain_start_append_only before insert or update or delete or truncate on chain_start
  for each statement execute function gateway.forbid_change();
update feed_head f set hash = (select e.hash from event e
  where e.tenant_no = f.tenant_no and e.location_id = f.location_id order by e.version desc limit 1);

create trigger escalation_step_append_only before update or delete or truncate on escalation_step
  for each statement execute function gateway.forbid_change();

-- What `event.hash` is: SHA-256 over the hash before it, over what was asked and answered, and over the event.
create function gateway.chain_hash(e event, p_before bytea, c command) returns bytea language sql stable as $$
  select gateway.event_hash(e, coalesce(p_before, '') || sha256(c.fingerprint || convert_to(c.outcome::text, 'UTF8')))
$$;

-- Appends what happened; whatever it changed has it in its history, also where the command names something else. The
-- command's answer is stored, and its location locked.
create or replace function gateway.record_event(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns void language plpgsql as $$
declare
  e event := gateway.event_of(p_tenant, p_location, p_version, p_command, p_refusal, p_before, p_after);
begin
  -- The head has the hash of the event before this, and has this one's from here on: also what is taken off the end shows.
  update feed_head f set hash = gateway.chain_hash(e, f.hash, c) from command c
    where f.tenant_no = p_tenant and f.location_id = p_location and c.tenant_no = p_tenant and c.command_id = e.command_id
    returning f.hash into e.hash;
  insert into event values (e.*);
  -- The subject itself is found by the event; most events have no other.
  if p_after ? 'bookings' or (p_after->>'id')::uuid is distinct from e.subject_id then
    insert into event_subject (tenant_no, subject_id, location_id, version)
      select distinct p_tenant, (b->>'id')::uuid, p_location, p_version
        from jsonb_array_elements(coalesce(p_after->'bookings', jsonb_build_array(p_after))) b
        where b ? 'id' and (b->>'id')::uuid is distinct from e.subject_id;
  end if;
end $$;

-- What was handed over, for the record. What was said may be long: its hash shows that it is still the same.
create function gateway.escalation_image(e escalation) returns jsonb language sql stable as $$
  select jsonb_build_object('id', e.escalation_id, 'bookingId', e.booking_id, 'customerName', e.customer_name,
    'customerPhone', e.customer_phone, 'customerEmail', e.customer_email,
    'transcriptHash', encode(sha256(convert_to(e.transcript, 'UTF8')), 'hex'))
$$;

-- Hands a conversation to a person, once per command id; raises HF000 for a known one, whatever is known of it. In the
-- record of the location that is asked; one that names none has no record to stand in before somebody takes it.
create or replace function gateway.record_escalation(p_tenant bigint, p_command jsonb, p_row jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_escalation escalation := jsonb_populate_record(null::escalation, p_row);
  v_command jsonb := p_command || jsonb_build_object('subjectId', v_escalation.escalation_id, 'actorId', v_escalation.actor_id,
    'channel', v_escalation.channel, 'reason', v_escalation.reason);
  v_version bigint := 0;
begin
  if v_escalation.location_id is not null then
    v_version := gateway.next_version(p_tenant, v_escalation.location_id, null);
  end if;
  perform gateway.store_outcome(p_tenant, v_escalation.location_id, v_version, v_command, 'committed',
    jsonb_build_object('status', 'committed', 'version', v_version));
  v_escalation.tenant_no := p_tenant;
  v_escalation.command_id := (p_command->>'id')::uuid;
  v_escalation.created_at := clock_timestamp();
  insert into escalation select (v_escalation).*;
  if v_escalation.location_id is not null then
    perform gateway.record_event(p_tenant, v_escalation.location_id, v_version, v_command, null, null,
      gateway.escalation_image(v_escalation));
  end if;
end $$;

-- One step of somebody who proved a PIN at that terminal, about an escalation that its location is asked. Answers
-- `done`; `over` when it is settled, or the step is not the next (somebody else was faster); `no_staff`; `no_escalation`.
-- In the record it stands where it was done.
create or replace function gateway.step_escalation(
  p_tenant bigint, p_location uuid, p_terminal uuid, p_escalation uuid, p_staff uuid, p_step text, p_note text
) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_settled timestamptz;
  v_last escalation_step;
  v_at timestamptz;
begin
  if not gateway.staff_is_proven(p_tenant, p_terminal, p_staff)
      or not exists (select from staff where tenant_no = p_tenant and staff_id = p_staff and active) then
    return 'no_staff';
  end if;
  -- Two people reach for the same one: the second waits here and then sees the first.
  select e.settled_at into v_settled from escalation e where tenant_no = p_tenant and escalation_id = p_escalation
    and gateway.is_asked_of(e, p_location) for update;
  if not found then
    return 'no_escalation';
  end if;
  select * into v_last from escalation_step
    where tenant_no = p_tenant and escalation_id = p_escalation order by step_no desc limit 1;
  if v_settled is not null
      or (p_step = 'taken' and v_last.step = 'taken')
      or (p_step = 'given_back' and (v_last.step is distinct from 'taken' or v_last.staff_id <> p_staff)) then
    return 'over';
  end if;
  insert into escalation_step (tenant_no, escalation_id, step_no, step, staff_id, terminal_id, note)
    values (p_tenant, p_escalation, coalesce(v_last.step_no, 0) + 1, p_step, p_staff, p_terminal, p_note)
    returning at into v_at;
  if p_step = 'settled' then
    update escalation set settled_at = v_at where tenant_no = p_tenant and escalation_id = p_escalation;
  end if;
  perform gateway.record_access(p_tenant, array[p_location], 'escalation_' || p_step, p_escalation,
    case when v_last.step is not null then jsonb_build_object('id', p_escalation, 'step', v_last.step, 'stepNo', v_last.step_no) end,
    jsonb_build_object('id', p_escalation, 'step', p_step, 'stepNo', coalesce(v_last.step_no, 0) + 1, 'note', p_note),
    jsonb_build_object('channel', 'desk', 'actorId', p_staff, 'terminalId', p_terminal));
  return 'done';
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

    v_command := gateway.command_of(p.tenant_no, p.location_id, p.version, p.command, v_status, v_outcome);
    v_commands := v_commands || v_command;
    if p.is_first then v_hash := p.hash; end if;
    v_event := gateway.event_of(p.tenant_no, p.location_id, p.version, p.command,
      case when v_status = 'refused' then v_outcome->>'reason' end, null, v_row);
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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
