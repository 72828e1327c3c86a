-- Row → wire shape (protocol/rows.ts), in one place for the feed, the snapshot and the record.

create function gateway.wire_time(t timestamptz) returns text language sql stable parallel safe as
$$ select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

create function gateway.staff_row(s staff) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.staff_id, 'name', s.name, 'role', s.role, 'active', s.active)
$$;

create function gateway.block_row(b block) returns jsonb language sql stable as $$
  select jsonb_build_object('id', b.block_id, 'locationId', b.location_id,
    'resourceIds', to_jsonb(b.resource_ids),
    'start', gateway.wire_time(b.starts_at), 'end', gateway.wire_time(b.ends_at),
    'reason', b.reason, 'removed', b.removed)
$$;
