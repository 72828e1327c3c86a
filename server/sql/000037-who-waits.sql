-- Who waits and does not answer: how often in a row an offer to them ran out, and what came free since they joined. And
-- time that is kept for an undo of several bookings, by a hold for each.

alter table waitlist_entry add column lapses smallint not null default 0; -- offers in a row that nobody answered

-- What was given up, by when. Only the waitlist asks, and only of days on which its quota is used up (offer-quota.ts).
create index claim_freed on claim (tenant_no, resource_no, released_at) where released_at is not null;

-- Row → wire shape. `offer`: what is held for them now, so that a list needs no other rows to say it.
create or replace function gateway.waitlist_entry_row(w waitlist_entry) returns jsonb language sql stable as $$
  select jsonb_build_object('id', w.entry_id, 'locationId', w.location_id, 'serviceId', w.service_id,
    'from', gateway.wire_time(w.window_from), 'to', gateway.wire_time(w.window_to),
    'resourceIds', to_jsonb(w.resource_ids), 'partySize', w.party_size, 'customerId', w.customer_id,
    'customerName', c.name, 'customerPhone', c.phone, 'customerTimeZone', c.time_zone,
    'notes', w.notes, 'channel', w.channel, 'status', w.status,
    'holdId', w.hold_id, 'offerUntil', gateway.wire_time(h.expires_at),
    'offer', case when h.hold_id is not null then jsonb_build_object('start', gateway.wire_time(h.starts_at),
      'end', gateway.wire_time(h.ends_at), 'resourceIds', to_jsonb(h.resource_ids)) end,
    'bookingId', w.booking_id, 'joinedAt', gateway.wire_time(w.joined_at), 'lapses', w.lapses)
    from customer c
      left join hold h on h.tenant_no = w.tenant_no and h.hold_id = w.hold_id and w.status = 'offered'
    where c.tenant_no = w.tenant_no and c.customer_id = w.customer_id
$$;

-- Ends holds (released, converted, expired, overridden), tells the feed, and frees their claims. Answers how many: of those
-- that were no longer active nothing.
create or replace function gateway.close_holds(
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
      update waitlist_entry set status = 'waiting', declined = declined || to_jsonb(gateway.wire_time(v_hold.starts_at)),
          -- Whose time was taken away has not failed to answer.
          lapses = lapses + (p_status = 'expired')::int
        where tenant_no = p_tenant and hold_id = v_hold.hold_id and status = 'offered' returning *
    loop
      perform gateway.stop_offer_message(p_tenant, v_entry.entry_id);
      perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'waitlist_entry', v_entry.entry_id,
        gateway.waitlist_entry_row(v_entry), p_command);
    end loop;
  end loop;
  return v_count;
end $$;

-- Inserts (no `expectedStatus`) or changes a waitlist entry that still has the status the decision saw.
create or replace function gateway.put_waitlist_entry(p_tenant bigint, p_location uuid, p_version bigint, p_part jsonb, p_command uuid)
returns jsonb language plpgsql as $$
declare
  v_entry waitlist_entry;
begin
  if p_part ? 'expectedStatus' then
    select * into v_entry from waitlist_entry
      where tenant_no = p_tenant and location_id = p_location and entry_id = (p_part->>'id')::uuid
        and status = p_part->>'expectedStatus' for update;
    if not found then
      raise exception 'the waitlist entry moved' using errcode = 'HF002';
    end if;
    v_entry := jsonb_populate_record(v_entry, p_part->'columns');
    if p_part->>'expectedStatus' = 'offered' and v_entry.status <> 'offered' then
      perform gateway.stop_offer_message(p_tenant, v_entry.entry_id);
    end if;
    update waitlist_entry set status = v_entry.status, hold_id = v_entry.hold_id, booking_id = v_entry.booking_id,
        declined = v_entry.declined, lapses = v_entry.lapses
      where tenant_no = p_tenant and entry_id = v_entry.entry_id;
  else
    v_entry.status := 'waiting';
    v_entry.notes := '';
    v_entry.party_size := 1;
    v_entry.declined := '[]';
    v_entry.lapses := 0;
    v_entry := jsonb_populate_record(v_entry, p_part->'columns');
    v_entry.tenant_no := p_tenant;
    v_entry.location_id := p_location;
    -- Under the location's lock, by one clock: nobody who joins later is earlier on the list.
    v_entry.joined_at := clock_timestamp();
    insert into waitlist_entry select (v_entry).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
    insert into waitlist_watch (tenant_no, location_id) values (p_tenant, p_location) on conflict do nothing;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'waitlist_entry', v_entry.entry_id,
    gateway.waitlist_entry_row(v_entry), p_command);
  return gateway.waitlist_entry_row(v_entry);
end $$;

-- Keeps for an undo what a command gave up, on the very lanes where it lay, less what the same command took again and
-- what another hold of its keeps already. Of several that were given up only what lies where the hold is.
-- Nothing of this can be in the way of anything: the lanes are the command's own since before it.
create or replace function gateway.keep_vacated(p_tenant bigint, p_vacated claim[], p_hold uuid, p_expires timestamptz) returns void
language sql as $$
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
    select p_tenant, v.resource_no, v.lane, lower(piece), upper(piece), 'hold', p_hold, p_expires, true
      from unnest(p_vacated) v
      join resource r on r.tenant_no = p_tenant and r.resource_no = v.resource_no
      join hold h on h.tenant_no = p_tenant and h.hold_id = p_hold and r.resource_id = any(h.resource_ids)
        and v.starts_at < h.occupied_to and v.ends_at > h.occupied_from
      cross join lateral unnest(tstzmultirange(v.during) - coalesce((select range_agg(c.during) from claim c
        where c.tenant_no = p_tenant and c.resource_no = v.resource_no and c.lane = v.lane and c.released_at is null
          and c.during && v.during), '{}')) piece
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
