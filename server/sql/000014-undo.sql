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

-- Takes the claims of a plan, all or none (raises HF001, HF005); answers who got a lane beyond the capacity.
create or replace function gateway.take_claims(
  p_tenant bigint, p_location uuid, p_version bigint, p_claims jsonb, p_now timestamptz, p_over_undo boolean, p_command uuid
) returns uuid[] language plpgsql as $$
declare
  v_squeezed uuid[] := '{}';
  v_lane integer;
  v_count integer;
  c record;
begin
  if jsonb_array_length(p_claims) is null then
    return v_squeezed;
  end if;
  perform gateway.lock_people(p_tenant, p_claims);
  for c in
    select x.*, (select r from resource r where r.tenant_no = p_tenant and r.location_id = p_location
        and r.resource_no = x."resourceNo") as resource
      from jsonb_to_recordset(p_claims)
        as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid,
          seconds float8, yields boolean, "squeezeFrom" timestamptz, "squeezeTo" timestamptz)
      -- Sorted by key: two commands that take several claims always queue in the same order.
      -- Those that may go beyond the capacity come last: they leave the regular lanes to who may not.
      order by x."resourceNo", x."squeezeFrom" is not null, x."start", x."ownerId"
  loop
    continue when c.resource is null;
    if (c.resource).person_id is not null and c."ownerKind" <> 'block'
        and gateway.is_elsewhere(p_tenant, c.resource, c."start", c."end", c."ownerId", p_over_undo) then
      raise exception 'elsewhere' using errcode = 'HF001';
    end if;
    v_lane := gateway.take_lanes(p_tenant, p_location, p_version, c."resourceNo", (c.resource).capacity,
      case when c."squeezeFrom" is null then 0 else (c.resource).squeeze_lanes end, c.lanes, c."start", c."end",
      c."ownerKind", c."ownerId", p_now + make_interval(secs => c.seconds), coalesce(c.yields, false), p_over_undo, p_command);
    if v_lane = 0 then
      raise exception 'taken' using errcode = 'HF001';
    end if;
    if v_lane > (c.resource).capacity then
      v_squeezed := v_squeezed || c."ownerId";
      select count(distinct owner_id) into v_count from claim
        where tenant_no = p_tenant and resource_no = c."resourceNo" and released_at is null and lane > (c.resource).capacity
          and starts_at >= c."squeezeFrom" and starts_at < c."squeezeTo"
          and (expires_at is null or expires_at > clock_timestamp()) and not (yields and p_over_undo);
      if v_count > (c.resource).squeeze_per_day then
        raise exception 'no more squeeze-ins' using errcode = 'HF005';
      end if;
    end if;
  end loop;
  return v_squeezed;
end $$;
