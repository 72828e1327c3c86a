-- Row → wire shape (protocol/rows.ts), in one place for the feed, the snapshot and the record.

create function gateway.wire_time(t timestamptz) returns text language sql stable parallel safe as
$$ select to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;

create function gateway.location_row(l location) returns jsonb language sql stable as $$
  select jsonb_build_object('id', l.location_id, 'slug', l.slug, 'name', l.name, 'timeZone', l.time_zone,
    'openingHours', l.opening_hours, 'gridMinutes', l.grid_minutes)
$$;

create function gateway.resource_row(r resource) returns jsonb language sql stable as $$
  select jsonb_build_object('id', r.resource_id, 'locationId', r.location_id, 'slug', r.slug, 'name', r.name,
    'kind', r.kind, 'label', r.label, 'capacity', r.capacity, 'position', r.position, 'archived', r.archived)
$$;

create function gateway.service_row(s service) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.service_id, 'locationId', s.location_id, 'slug', s.slug, 'name', s.name,
    'durationMinutes', s.duration_minutes, 'preparationMinutes', s.preparation_minutes,
    'cleanupMinutes', s.cleanup_minutes, 'needs', to_jsonb(s.needs), 'colour', s.colour,
    'position', s.position, 'archived', s.archived)
$$;

create function gateway.staff_row(s staff) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.staff_id, 'name', s.name, 'role', s.role, 'active', s.active)
$$;

create function gateway.customer_row(c customer) returns jsonb language sql stable as $$
  select jsonb_build_object('id', c.customer_id, 'name', c.name, 'phone', c.phone, 'email', c.email,
    'notes', c.notes, 'visits', c.visits, 'noShows', c.no_shows)
$$;

-- The customer is passed because a booking row on the board carries name and phone.
create function gateway.booking_row(b booking, c customer) returns jsonb language sql stable as $$
  select jsonb_build_object('id', b.booking_id, 'locationId', b.location_id, 'reference', b.reference,
    'serviceId', b.service_id, 'resourceIds', to_jsonb(b.resource_ids),
    'start', gateway.wire_time(b.starts_at), 'end', gateway.wire_time(b.ends_at),
    'occupiedStart', gateway.wire_time(b.occupied_from), 'occupiedEnd', gateway.wire_time(b.occupied_to),
    'status', b.status, 'version', b.version, 'channel', b.channel,
    'customerId', b.customer_id, 'customerName', c.name, 'customerPhone', c.phone,
    'title', b.title, 'notes', b.notes, 'createdAt', gateway.wire_time(b.created_at))
$$;

create function gateway.hold_row(h hold) returns jsonb language sql stable as $$
  select jsonb_build_object('id', h.hold_id, 'locationId', h.location_id, 'serviceId', h.service_id,
    'resourceIds', to_jsonb(h.resource_ids),
    'start', gateway.wire_time(h.starts_at), 'end', gateway.wire_time(h.ends_at),
    'occupiedStart', gateway.wire_time(h.occupied_from), 'occupiedEnd', gateway.wire_time(h.occupied_to),
    'status', h.status, 'expiresAt', gateway.wire_time(h.expires_at), 'channel', h.channel,
    'refusedCommandId', h.refused_command_id)
$$;

create function gateway.block_row(b block) returns jsonb language sql stable as $$
  select jsonb_build_object('id', b.block_id, 'locationId', b.location_id,
    'resourceIds', to_jsonb(b.resource_ids),
    'start', gateway.wire_time(b.starts_at), 'end', gateway.wire_time(b.ends_at),
    'reason', b.reason, 'removed', b.removed)
$$;
