-- Applying decisions (see the head of 000003 for the raised codes) of any number of bookings, holds and lists.
--   HF005 the resource takes no more squeeze-ins that day

drop function if exists gateway.take_lanes(bigint, uuid, bigint, bigint, integer, integer, timestamptz, timestamptz, text, uuid, timestamptz, uuid);

-- Ends holds (released, converted, expired, overridden), tells the feed, and frees their claims.
create or replace function gateway.close_holds(
  p_tenant bigint, p_location uuid, p_version bigint, p_ids uuid[], p_status text, p_command uuid
) returns void language plpgsql as $$
declare
  v_hold hold;
  v_entry waitlist_entry;
begin
  update claim set released_at = clock_timestamp()
    where tenant_no = p_tenant and owner_id = any(p_ids) and owner_kind = 'hold' and released_at is null;
  for v_hold in
    update hold set status = p_status
      where tenant_no = p_tenant and hold_id = any(p_ids) and status = 'active' returning *
  loop
    perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'hold', v_hold.hold_id,
      gateway.hold_row(v_hold), p_command);
    if v_hold.purpose = 'waitlist' and p_status <> 'converted' then
      -- The offer was not taken in time, or its time was taken away: its entry waits on, and not for this start again.
      update waitlist_entry set status = 'waiting', declined = declined || to_jsonb(gateway.wire_time(v_hold.starts_at))
        where tenant_no = p_tenant and hold_id = v_hold.hold_id and status = 'offered' returning * into v_entry;
      if found then
        perform gateway.append_change(p_tenant, v_hold.location_id, p_version, 'waitlist_entry', v_entry.entry_id,
          gateway.waitlist_entry_row(v_entry), p_command);
      end if;
    end if;
  end loop;
end $$;

create or replace function gateway.count_for(
  p_tenant bigint, p_location uuid, p_version bigint, p_customer uuid, p_counts jsonb, p_sign integer, p_command uuid
) returns void language plpgsql as $$
declare
  v_customer customer;
begin
  update customer set visits = greatest(visits + p_sign * coalesce((p_counts->>'visits')::integer, 0), 0),
      no_shows = greatest(no_shows + p_sign * coalesce((p_counts->>'noShows')::integer, 0), 0)
    where tenant_no = p_tenant and customer_id = p_customer returning * into v_customer;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', p_customer,
    gateway.customer_row(v_customer), p_command);
end $$;

-- A live hold lives on until `p_expires`, with as many claims as the decision saw.
create or replace function gateway.extend_hold(
  p_tenant bigint, p_location uuid, p_version bigint, p_hold uuid, p_claims integer, p_expires timestamptz, p_command uuid
) returns jsonb language plpgsql as $$
declare
  v_hold hold;
  v_count integer;
begin
  update claim set expires_at = p_expires
    where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = p_hold and released_at is null
      and expires_at > clock_timestamp();
  get diagnostics v_count = row_count;
  update hold set expires_at = p_expires
    where tenant_no = p_tenant and location_id = p_location and hold_id = p_hold and status = 'active' returning * into v_hold;
  if v_count <> p_claims or v_hold.hold_id is null then
    raise exception 'the hold ran out' using errcode = 'HF002';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'hold', p_hold, gateway.hold_row(v_hold), p_command);
  return gateway.hold_row(v_hold);
end $$;

-- Places, removes or brings back a block. Its claims are the plan's.
create or replace function gateway.put_block(p_tenant bigint, p_location uuid, p_version bigint, p_plan jsonb, p_command uuid)
returns jsonb language plpgsql as $$
declare
  v_block block;
begin
  if p_plan ? 'block' then
    v_block := jsonb_populate_record(null::block, p_plan->'block');
    v_block.tenant_no := p_tenant;
    v_block.location_id := p_location;
    v_block.removed := false;
    insert into block select (v_block).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  else
    update block set removed = p_plan ? 'removeBlock'
      where tenant_no = p_tenant and location_id = p_location
        and block_id = coalesce(p_plan->>'removeBlock', p_plan->>'restoreBlock')::uuid
        and removed = not (p_plan ? 'removeBlock') returning * into v_block;
    if not found then
      raise exception 'the block moved' using errcode = 'HF002';
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'block', v_block.block_id, gateway.block_row(v_block), p_command);
  return gateway.block_row(v_block);
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
    update waitlist_entry set status = v_entry.status, hold_id = v_entry.hold_id, booking_id = v_entry.booking_id,
        declined = v_entry.declined
      where tenant_no = p_tenant and entry_id = v_entry.entry_id;
  else
    v_entry.status := 'waiting';
    v_entry.notes := '';
    v_entry.party_size := 1;
    v_entry.declined := '[]';
    v_entry := jsonb_populate_record(v_entry, p_part->'columns');
    v_entry.tenant_no := p_tenant;
    v_entry.location_id := p_location;
    insert into waitlist_entry select (v_entry).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'waitlist_entry', v_entry.entry_id,
    gateway.waitlist_entry_row(v_entry), p_command);
  return gateway.waitlist_entry_row(v_entry);
end $$;

