-- The write path. TypeScript decides; one call here applies the decision in one transaction and re-checks
-- everything the decision rested on. Raised codes, all caught by server/src/commands/apply-plan.ts:
--   HF000 the command id is known: look up its stored outcome
--   HF001 a wanted claim is taken: refuse with alternatives
--   HF002 what the decision rested on has moved: decide again
--   HF003 a booking, hold or block with this id, or this reference, is already there
--   HF004 the command this one depends on was refused
-- A raise undoes the whole call, so nothing is ever half-written.
-- The entry points run as the owner (row security would keep `&&` out of the index, 0.47-0.72x) and therefore take the
-- tenant as a parameter, minted by the session gate, and carry it in every condition.

-- Appends one row image to the feed at the given version.
create function gateway.append_change(
  p_tenant bigint, p_location uuid, p_version bigint, p_entity text, p_id uuid, p_row jsonb, p_command uuid
) returns void language sql as $$
  insert into change (tenant_no, location_id, version, idx, entity, entity_id, row, command_id)
  select p_tenant, p_location, p_version,
    (select count(*) from change c
      where c.tenant_no = p_tenant and c.location_id = p_location and c.version = p_version),
    p_entity, p_id, p_row, p_command
$$;

-- Locks the location's head and takes its next version. Every writer of a location comes through here
-- first, so commits of one location are in version order.
create function gateway.next_version(p_tenant bigint, p_location uuid, p_catalogue bigint)
returns bigint language plpgsql as $$
declare
  v_head feed_head;
begin
  update feed_head set head = head + 1
    where tenant_no = p_tenant and location_id = p_location returning * into v_head;
  if not found or v_head.catalogue_version is distinct from coalesce(p_catalogue, v_head.catalogue_version) then
    raise exception 'the location''s settings moved' using errcode = 'HF002';
  end if;
  return v_head.head;
end $$;

-- Holds the location's lock to the end of the transaction, for a decision that needs several statements.
create function gateway.lock_location(p_tenant bigint, p_location uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from feed_head where tenant_no = p_tenant and location_id = p_location for update;
end $$;

-- A refusal that belongs to no location of the tenant: stored all the same, so that its id stays answered.
create function gateway.record_homeless_refusal(p_tenant bigint, p_refusal jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform gateway.store_outcome(p_tenant, null, 0, p_refusal->'command', 'refused', p_refusal->'outcome');
  return p_refusal->'outcome';
end $$;

create function gateway.stored_outcome(p_tenant bigint, p_command uuid)
returns table (fingerprint bytea, outcome jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  select fingerprint, outcome from command where tenant_no = p_tenant and command_id = p_command
$$;

-- Tells one location's feed about its holds that ran out; answers its new head, or nothing when none is
-- due. Nothing waits for this: a hold stops blocking at its expiry. Called until it answers nothing, so
-- that every transaction locks one location.
create function gateway.sweep_expired_holds() returns table (swept_tenant bigint, swept_location uuid, new_head bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_due uuid[];
begin
  select tenant_no, location_id into swept_tenant, swept_location from hold
    where status = 'active' and expires_at <= clock_timestamp() order by expires_at limit 1;
  if not found then
    return;
  end if;
  new_head := gateway.next_version(swept_tenant, swept_location, null);
  -- Read again under the lock: it may have been converted or extended meanwhile.
  select coalesce(array_agg(hold_id), '{}') into v_due from hold
    where tenant_no = swept_tenant and location_id = swept_location and status = 'active'
      and expires_at <= clock_timestamp();
  perform gateway.close_holds(swept_tenant, swept_location, new_head, v_due, 'expired', null);
  return next;
end $$;

-- Forgets changes older than `p_keep`, some thousands of one location; a replica with an older cursor resets.
-- Answers how many. Called until it answers 0, so that every transaction locks one location, and briefly:
-- the counter's commands wait for the same lock.
create function gateway.prune_changes(p_keep interval) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_head feed_head;
  v_floor bigint;
  v_pruned bigint;
begin
  select h.* into v_head from feed_head h
    cross join lateral (select c.at from change c where c.tenant_no = h.tenant_no and c.location_id = h.location_id
      and c.version > h.floor order by c.version limit 1) oldest
    where oldest.at < now() - p_keep order by h.tenant_no, h.location_id limit 1;
  if not found then
    return 0;
  end if;
  -- The floor first and under the lock that writers take: a pull never reads a gap.
  select * into v_head from feed_head h
    where h.tenant_no = v_head.tenant_no and h.location_id = v_head.location_id for update;
  select max(page.version) into v_floor from (
    select c.version, c.at from change c where c.tenant_no = v_head.tenant_no and c.location_id = v_head.location_id
      and c.version > v_head.floor order by c.version limit 5000) page
    where page.at < now() - p_keep;
  if v_floor is null then
    return 0; -- another node was faster
  end if;
  update feed_head h set floor = v_floor
    where h.tenant_no = v_head.tenant_no and h.location_id = v_head.location_id;
  delete from change c where c.tenant_no = v_head.tenant_no and c.location_id = v_head.location_id
    and c.version <= v_floor;
  get diagnostics v_pruned = row_count;
  return v_pruned;
end $$;

-- What a terminal says of its outbox. Written only when it changed or half a minute passed: pulls are many.
create function gateway.report_outbox(p_tenant bigint, p_terminal uuid, p_outbox uuid, p_next_seq bigint, p_unsent bigint)
returns void language sql security definer set search_path = public, pg_temp as $$
  update terminal set outbox_id = p_outbox, next_seq = p_next_seq, unsent = p_unsent, seen_at = now()
    where tenant_no = p_tenant and terminal_id = p_terminal
      and (outbox_id is distinct from p_outbox or next_seq is distinct from p_next_seq
        or unsent is distinct from p_unsent or seen_at is null or seen_at < now() - interval '30 seconds')
$$;

-- The heads of watched locations, across tenants: numbers only, for the pokes of one node.
create function gateway.heads(p_tenants bigint[], p_locations uuid[])
returns table (tenant_no bigint, location_id uuid, head bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.tenant_no, h.location_id, h.head
    from unnest(p_tenants, p_locations) as watched(tenant_no, location_id)
    join feed_head h using (tenant_no, location_id)
$$;

revoke execute on all functions in schema gateway from public;
