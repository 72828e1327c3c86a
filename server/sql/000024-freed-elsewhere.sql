-- Time that a person gives up at one location, for those who wait for the same person at another; and nodes of an earlier
-- build that look through the same lists.

-- How far the feeds of the other locations were looked through: {location: feed version}. Whoever works here and there is
-- free here when they are not wanted there, and the feed of this location says nothing of it.
alter table waitlist_watch add column looked_elsewhere jsonb not null default '{}';

-- Every list is asked once a second, and at most locations nobody works elsewhere too.
create index resource_with_person on resource (tenant_no, location_id) where person_id is not null;

-- The heads of the locations where people of this one work too, {location: feed version}.
create function gateway.heads_elsewhere(p_tenant bigint, p_location uuid) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(jsonb_object_agg(h.location_id, h.head), '{}') from feed_head h
    where h.tenant_no = p_tenant and h.location_id in (select o.location_id from resource r
      join resource o on o.tenant_no = r.tenant_no and o.person_id = r.person_id and o.location_id <> r.location_id
      where r.tenant_no = p_tenant and r.location_id = p_location and r.person_id is not null)
$$;

-- Whether something that changed after `p_since` may have freed time: a booking that changed, a hold that ended, a block
-- removed, or one that took over a hold and may have left some of it. New bookings and holds free none. Pruned changes
-- can say nothing any more.
create function gateway.may_have_freed(p_tenant bigint, p_location uuid, p_since bigint) returns boolean
language sql stable as $$
  select exists (select from feed_head h where h.tenant_no = p_tenant and h.location_id = p_location and h.floor > p_since)
    or exists (select from change c where c.tenant_no = p_tenant and c.location_id = p_location
      and c.version > p_since and case c.entity
        when 'booking' then (c.row->>'version')::integer > 1
        when 'hold' then c.row->>'status' in ('released', 'expired')
        when 'block' then (c.row->>'removed')::boolean or exists (select from change h
          where h.tenant_no = c.tenant_no and h.location_id = c.location_id and h.version = c.version
            and h.entity = 'hold' and h.row->>'status' = 'converted')
        else false end)
$$;

-- A location where somebody waits and where time may have come free since the last look, or somebody's window has
-- passed; the caller looks there for at most `p_seconds` undisturbed. Nothing: nobody waits in vain.
-- What frees time shows in the location's own feed, in that of another where its people work too, or in the settings. A
-- busy counter alone causes no look; however many settings changed, they cause one.
create or replace function gateway.next_waitlist(p_now timestamptz, p_seconds float8)
returns table (due_tenant bigint, due_location uuid, due_head bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_watch record;
begin
  for v_watch in
    select w.tenant_no, w.location_id, w.looked_at, w.looked_catalogue, w.looked_elsewhere, h.head, h.catalogue_version, o.heads
      from waitlist_watch w
      join feed_head h on h.tenant_no = w.tenant_no and h.location_id = w.location_id
      cross join lateral gateway.heads_elsewhere(w.tenant_no, w.location_id) as o(heads)
      where w.looking_until < clock_timestamp()
        and exists (select from waitlist_entry e where e.tenant_no = w.tenant_no and e.location_id = w.location_id
          and e.status = 'waiting'
          and (h.head > w.looked_at or h.catalogue_version > w.looked_catalogue or o.heads <> w.looked_elsewhere
            or e.window_to <= p_now))
      order by w.looking_until -- the one not looked at for longest: a busy location keeps no other waiting
      for update of w skip locked
  loop
    if v_watch.catalogue_version > v_watch.looked_catalogue
      or exists (select from waitlist_entry e where e.tenant_no = v_watch.tenant_no and e.location_id = v_watch.location_id
          and e.status = 'waiting' and e.window_to <= p_now)
      or gateway.may_have_freed(v_watch.tenant_no, v_watch.location_id, v_watch.looked_at)
      -- Somebody new to offer to, or somebody to whom something else can be offered.
      or exists (select from change c where c.tenant_no = v_watch.tenant_no and c.location_id = v_watch.location_id
          and c.version > v_watch.looked_at and c.entity = 'waitlist_entry')
      or exists (select from jsonb_object_keys(v_watch.heads) as o(location) where gateway.may_have_freed(
          v_watch.tenant_no, o.location::uuid, coalesce((v_watch.looked_elsewhere->>o.location)::bigint, 0)))
    then
      update waitlist_watch w set looking_until = clock_timestamp() + make_interval(secs => p_seconds)
        where w.tenant_no = v_watch.tenant_no and w.location_id = v_watch.location_id;
      due_tenant := v_watch.tenant_no;
      due_location := v_watch.location_id;
      due_head := v_watch.head;
      return next;
      return;
    end if;
    update waitlist_watch w set looked_at = v_watch.head, looked_elsewhere = v_watch.heads
      where w.tenant_no = v_watch.tenant_no and w.location_id = v_watch.location_id;
  end loop;
end $$;

-- The look is over: everything up to `p_head` was considered, by the settings of `p_catalogue` and with the other
-- locations at `p_elsewhere`. A null head gives it up unfinished. A node of an earlier build says no more than the head:
-- taken for not looked, the same list would be due again at once, for as long as that node runs.
drop function if exists gateway.waitlist_looked(bigint, uuid, bigint);
drop function if exists gateway.waitlist_looked(bigint, uuid, bigint, bigint);
create function gateway.waitlist_looked(
  p_tenant bigint, p_location uuid, p_head bigint, p_catalogue bigint default null, p_elsewhere jsonb default null
) returns void language sql security definer set search_path = public, pg_temp as $$
  update waitlist_watch w set looking_until = clock_timestamp(),
      looked_at = greatest(w.looked_at, coalesce(p_head, w.looked_at)),
      looked_catalogue = case when p_head is null then w.looked_catalogue
        else greatest(w.looked_catalogue, coalesce(p_catalogue, h.catalogue_version)) end,
      looked_elsewhere = case when p_head is null then w.looked_elsewhere
        else coalesce(p_elsewhere, gateway.heads_elsewhere(p_tenant, p_location)) end
    from feed_head h
    where w.tenant_no = p_tenant and w.location_id = p_location
      and h.tenant_no = w.tenant_no and h.location_id = w.location_id
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
