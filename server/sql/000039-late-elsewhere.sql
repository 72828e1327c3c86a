-- Who is late at one location is late at others, too: whom to tell stands there.
--
-- A notice is a message of kind `running_late` with `lateAt` in its body: where, on which day and as which resource
-- somebody is late. It belongs to the location of the booking it is about; nothing is moved there, so `before` is when
-- that is and `start` from when on it can be. One that says `start` before `before` takes back an earlier one: they come
-- in time after all.

create index message_of_late_elsewhere on message (tenant_no, subject_id) where kind = 'running_late' and body ? 'lateAt';

-- The notice that counts, of those about a booking and somebody in it (their resource there): the newest of a command
-- that was not taken back. Commands at two locations may count on from the same one; then the id decides, once for all.
create function gateway.late_notice(p_tenant bigint, p_booking uuid, p_resource uuid) returns message language sql stable as $$
  select m from message m
    where m.tenant_no = p_tenant and m.subject_id = p_booking and m.kind = 'running_late' and m.body ? 'lateAt'
      and m.body->>'lateResourceId' = p_resource::text
      and not exists (select from event u where u.tenant_no = m.tenant_no and u.undoes = m.command_id)
    order by (m.body->>'turn')::integer desc, m.message_id desc limit 1
$$;

-- Whether a queued notice is still so: it counts, the booking is where it was and still that person's, and what it says
-- lies ahead. That they come in time is news to those alone who were last told otherwise.
create function gateway.is_late_news(m message) returns boolean language sql stable as $$
  select (m.body->>'start')::timestamptz > now()
    and (gateway.late_notice(m.tenant_no, m.subject_id, (m.body->>'lateResourceId')::uuid)).message_id is not distinct from m.message_id
    and exists (select from booking b
      where b.tenant_no = m.tenant_no and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
        and b.starts_at = least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz)
        and (m.body->>'lateResourceId')::uuid = any(b.resource_ids))
    and ((m.body->>'start')::timestamptz > (m.body->>'before')::timestamptz or coalesce((
      select (t.body->>'start')::timestamptz > (t.body->>'before')::timestamptz from message t
        where t.tenant_no = m.tenant_no and t.subject_id = m.subject_id and t.kind = 'running_late' and t.body ? 'lateAt'
          and t.body->>'lateResourceId' = m.body->>'lateResourceId' and t.status = 'sent'
        order by (t.body->>'turn')::integer desc, t.message_id desc limit 1), false))
$$;

-- Whether a queued message is still so. That somebody runs late says when their booking begins; once it is at another
-- time (taken back, moved, later still), begun, cancelled or over, it is news to nobody. The hour alone counts as
-- begun: not every desk says who came, and what a terminal sent late may be about yesterday.
create or replace function gateway.is_news(m message) returns boolean language sql stable as $$
  select m.status = 'queued' and case
    when m.kind <> 'running_late' then true
    when m.body ? 'lateAt' then gateway.is_late_news(m)
    else exists (select from booking b
      where b.tenant_no = m.tenant_no and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
        and b.starts_at = (m.body->>'start')::timestamptz and b.starts_at > now())
  end
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
      select p_tenant, m.message_id, coalesce(m.location_id, v_location), m.kind, m.to_name, m.to_phone, m.to_email, m.subject_id, m.body, v_command_id
        from jsonb_to_recordset(p_plan->'messages') as m(message_id uuid, location_id uuid, kind text, to_name text, to_phone text,
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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
