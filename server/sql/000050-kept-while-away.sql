-- Who is late keeps the minutes until they are there, and no more. In a business that keeps nothing for an undo their hold
-- kept all that the bookings gave up as well, as long as it stood: places that were free again and not for sale.

-- As in 000042, but for a hold that the command gave claims of its own: it keeps those.
create or replace function gateway.keep_vacated(p_tenant bigint, p_vacated claim[], p_hold uuid, p_expires timestamptz) returns void
language sql as $$
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
    select p_tenant, v.resource_no, v.lane, lower(piece), upper(piece), 'hold', p_hold, p_expires, true, v.class_key
      from unnest(p_vacated) v
      join resource r on r.tenant_no = p_tenant and r.resource_no = v.resource_no
      join hold h on h.tenant_no = p_tenant and h.hold_id = p_hold and r.resource_id = any(h.resource_ids)
        and v.starts_at < h.occupied_to and v.ends_at > h.occupied_from
      cross join lateral unnest(tstzmultirange(v.during) - coalesce((select range_agg(c.during) from claim c
        where c.tenant_no = p_tenant and c.resource_no = v.resource_no and (c.lane = v.lane or c.class_key <> v.class_key) and c.released_at is null
          and c.during && v.during), '{}')) piece
      where not exists (select from claim c where c.tenant_no = p_tenant and c.owner_kind = 'hold' and c.owner_id = p_hold and c.released_at is null)
$$;
