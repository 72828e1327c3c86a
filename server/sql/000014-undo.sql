-- Taking back what was done: time that is given up is kept for a moment, and the record says what stood before.

drop function if exists gateway.put_customer(bigint, uuid, bigint, jsonb, uuid);

-- Rows of bookings and of the waitlist carry name and phone: every board here shows the correction on all of them.
create function gateway.tell_correction(p_tenant bigint, p_location uuid, p_version bigint, p_customer customer, p_command uuid)
returns void language plpgsql as $$
begin
  perform gateway.append_change(p_tenant, p_location, p_version, 'booking', b.booking_id, gateway.booking_row(b, p_customer), p_command)
    from booking b
    where b.tenant_no = p_tenant and b.location_id = p_location and b.customer_id = p_customer.customer_id
    order by b.starts_at, b.booking_id;
  perform gateway.append_change(p_tenant, p_location, p_version, 'waitlist_entry', e.entry_id, gateway.waitlist_entry_row(e), p_command)
    from waitlist_entry e
    where e.tenant_no = p_tenant and e.location_id = p_location and e.customer_id = p_customer.customer_id
      and e.status in ('waiting', 'offered')
    order by e.joined_at, e.entry_id;
end $$;

-- Keeps for an undo what a command gave up, on the very lanes where it lay, less what the same command took again.
-- Nothing of this can be in the way of anything: the lanes are the command's own since before it.
create function gateway.keep_vacated(p_tenant bigint, p_vacated claim[], p_hold uuid, p_expires timestamptz) returns void
language sql as $$
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields)
    select p_tenant, v.resource_no, v.lane, lower(piece), upper(piece), 'hold', p_hold, p_expires, true
      from unnest(p_vacated) v
      cross join lateral unnest(tstzmultirange(v.during) - coalesce((select range_agg(c.during) from claim c
        where c.tenant_no = p_tenant and c.resource_no = v.resource_no and c.lane = v.lane and c.released_at is null
          and c.during && v.during), '{}')) piece
$$;

-- One booking of an event about one or several; null when it says nothing of that.
create function gateway.image_of(p_image jsonb, p_booking uuid) returns jsonb language sql immutable as $$
  select case when p_image ? 'bookings'
    then (select b from jsonb_array_elements(p_image->'bookings') b where b->>'id' = p_booking::text)
    else p_image end
$$;
