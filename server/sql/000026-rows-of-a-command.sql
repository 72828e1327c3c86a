-- The rows that a command writes are made by functions of their own: one way to make each, however many are written at
-- once. A command tells the row it left, where its sender answers with that.

create function gateway.command_of(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_status text, p_outcome jsonb
) returns command language plpgsql as $$
declare
  c command;
begin
  c.tenant_no := p_tenant;
  c.command_id := (p_command->>'id')::uuid;
  c.fingerprint := decode(p_command->>'fingerprint', 'hex');
  c.kind := p_command->>'kind';
  c.location_id := p_location;
  c.status := p_status;
  c.version := p_version;
  c.outcome := p_outcome;
  c.outbox_id := (p_command->>'outboxId')::uuid;
  c.seq := (p_command->>'seq')::bigint;
  c.received_at := now();
  return c;
end $$;

-- But for its hash.
create function gateway.event_of(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns event language plpgsql as $$
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
  return e;
end $$;

-- A new one.
create function gateway.booking_of(p_tenant bigint, p_location uuid, p_columns jsonb, p_squeezed boolean)
returns booking language plpgsql as $$
declare
  b booking;
begin
  b.status := 'booked';
  b.notes := '';
  b.party_size := 1;
  b := jsonb_populate_record(b, p_columns);
  b.tenant_no := p_tenant;
  b.location_id := p_location;
  b.squeezed_in := p_squeezed;
  if not p_squeezed then b.squeeze_reason := null; end if;
  return b;
end $$;

-- An active one.
create function gateway.hold_of(p_tenant bigint, p_location uuid, p_columns jsonb, p_expires timestamptz, p_squeezed boolean)
returns hold language plpgsql as $$
declare
  h hold;
begin
  h.purpose := 'asked';
  h.party_size := 1;
  h := jsonb_populate_record(h, p_columns);
  h.tenant_no := p_tenant;
  h.location_id := p_location;
  h.status := 'active';
  h.expires_at := p_expires;
  h.squeezed_in := p_squeezed;
  if not p_squeezed then h.squeeze_reason := null; end if;
  h.asker := coalesce(h.asker, h.hold_id::text);
  return h;
end $$;

-- One row image of the feed, at its place within the version.
create function gateway.change_of(
  p_tenant bigint, p_location uuid, p_version bigint, p_idx integer, p_entity text, p_id uuid, p_row jsonb, p_command uuid
) returns change language plpgsql as $$
declare
  c change;
begin
  c.tenant_no := p_tenant;
  c.location_id := p_location;
  c.version := p_version;
  c.idx := p_idx;
  c.entity := p_entity;
  c.entity_id := p_id;
  c.row := p_row;
  c.command_id := p_command;
  c.at := now();
  return c;
end $$;

-- Stores the one final answer. A known id raises, whatever is known of it.
create or replace function gateway.store_outcome(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_status text, p_outcome jsonb
) returns void language plpgsql as $$
declare
  v_command command := gateway.command_of(p_tenant, p_location, p_version, p_command, p_status, p_outcome);
begin
  insert into command values (v_command.*) on conflict do nothing;
  if not found then
    raise exception 'command id is known' using errcode = 'HF000';
  end if;
end $$;

-- Appends what happened; whatever it changed has it in its history, also where the command names something else.
create or replace function gateway.record_event(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns void language plpgsql as $$
declare
  e event := gateway.event_of(p_tenant, p_location, p_version, p_command, p_refusal, p_before, p_after);
begin
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

-- Tells the feed who a booking's customer is: a copy taken while they had no booking here does not know them; an undo
-- or an offer brings them back. Who was told in this version already is not told again.
create function gateway.tell_customer(p_tenant bigint, p_location uuid, p_version bigint, p_customer customer, p_command uuid)
returns void language plpgsql as $$
begin
  if not exists (select from change where tenant_no = p_tenant and location_id = p_location and version = p_version
      and entity = 'customer' and entity_id = p_customer.customer_id) then
    perform gateway.append_change(p_tenant, p_location, p_version, 'customer', p_customer.customer_id,
      gateway.customer_row(p_customer), p_command);
  end if;
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
    v_booking := gateway.booking_of(p_tenant, p_location, p_part->'columns', p_squeezed);
    insert into booking values (v_booking.*) on conflict (tenant_no, booking_id) do nothing;
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
        waived = v_booking.waived, deposit_reference = v_booking.deposit_reference,
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
  if v_booking.customer_id is not null then
    select * into v_customer from customer where tenant_no = p_tenant and customer_id = v_booking.customer_id;
    if v_booking.customer_id is distinct from v_before.customer_id then
      perform gateway.tell_customer(p_tenant, p_location, p_version, v_customer, p_command);
    end if;
  end if;
  o_after := gateway.booking_row(v_booking, v_customer);
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', v_booking.booking_id, o_after, p_command);
end $$;

-- Inserts an active hold that lives to `p_expires`, and tells the feed.
create or replace function gateway.put_hold(
  p_tenant bigint, p_location uuid, p_version bigint, p_columns jsonb, p_expires timestamptz, p_squeezed boolean, p_command uuid
) returns jsonb language plpgsql as $$
declare
  v_hold hold := gateway.hold_of(p_tenant, p_location, p_columns, p_expires, p_squeezed);
begin
  insert into hold values (v_hold.*) on conflict do nothing;
  if not found then
    raise exception 'already exists' using errcode = 'HF003';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'hold', v_hold.hold_id, gateway.hold_row(v_hold), p_command);
  return gateway.hold_row(v_hold);
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
