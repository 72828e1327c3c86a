-- Time that is kept for an undo, or while somebody is late, makes room: a smaller capacity leaves nobody beyond it there.
-- Whoever was late was told of as a hold that nobody knows, for as long as they were away.

-- As in 000040, but for time that yields.
create or replace function gateway.beyond_capacity(p_tenant bigint, p_resource resource, p_capacity integer) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('kind', c.owner_kind, 'id', c.owner_id, 'start', gateway.wire_time(c.starts_at),
      'end', gateway.wire_time(c.ends_at), 'reference', b.reference, 'who', coalesce(cu.name, b.title, h.customer_name, h.title)) order by c.starts_at, c.owner_id), '[]')
    from (select owner_kind, owner_id, min(starts_at) as starts_at, max(ends_at) as ends_at from claim
        where tenant_no = p_tenant and resource_no = p_resource.resource_no and released_at is null
          and lane > p_capacity and lane <= p_resource.capacity and owner_kind <> 'block' and not yields
          and ends_at > clock_timestamp() and (expires_at is null or expires_at > clock_timestamp())
        group by owner_kind, owner_id) c
      left join booking b on b.tenant_no = p_tenant and b.booking_id = c.owner_id
      left join customer cu on cu.tenant_no = p_tenant and cu.customer_id = b.customer_id
      left join hold h on h.tenant_no = p_tenant and h.hold_id = c.owner_id
$$;
