-- Which of what programs hand over is open, without reading what was settled long ago; and time that settings free, or a
-- block leaves of a hold, for those who wait.

-- Null: people are still asked. Written by the settling step, so that the list of what is open reads no others.
alter table escalation add column settled_at timestamptz;
update escalation e set settled_at = s.at from escalation_step s
  where s.tenant_no = e.tenant_no and s.escalation_id = e.escalation_id and s.step = 'settled';
create index escalation_open on escalation (tenant_no, created_at) where settled_at is null;
create index escalation_settled on escalation (tenant_no, settled_at) where settled_at is not null;

-- One step of somebody who proved a PIN at that terminal, about an escalation that its location is asked. Answers
-- `done`; `over` when it is settled, or the step is not the next (somebody else was faster); `no_staff`; `no_escalation`.
create or replace function gateway.step_escalation(
  p_tenant bigint, p_location uuid, p_terminal uuid, p_escalation uuid, p_staff uuid, p_step text, p_note text
) returns text language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_settled timestamptz;
  v_last escalation_step;
  v_at timestamptz;
begin
  if not gateway.staff_is_proven(p_tenant, p_terminal, p_staff)
      or not exists (select from staff where tenant_no = p_tenant and staff_id = p_staff and active) then
    return 'no_staff';
  end if;
  -- Two people reach for the same one: the second waits here and then sees the first.
  select e.settled_at into v_settled from escalation e where tenant_no = p_tenant and escalation_id = p_escalation
    and gateway.is_asked_of(e, p_location) for update;
  if not found then
    return 'no_escalation';
  end if;
  select * into v_last from escalation_step
    where tenant_no = p_tenant and escalation_id = p_escalation order by step_no desc limit 1;
  if v_settled is not null
      or (p_step = 'taken' and v_last.step = 'taken')
      or (p_step = 'given_back' and (v_last.step is distinct from 'taken' or v_last.staff_id <> p_staff)) then
    return 'over';
  end if;
  insert into escalation_step (tenant_no, escalation_id, step_no, step, staff_id, terminal_id, note)
    values (p_tenant, p_escalation, coalesce(v_last.step_no, 0) + 1, p_step, p_staff, p_terminal, p_note)
    returning at into v_at;
  if p_step = 'settled' then
    update escalation set settled_at = v_at where tenant_no = p_tenant and escalation_id = p_escalation;
  end if;
  return 'done';
end $$;

-- By which settings the list was last looked through. A setting frees time as well: longer hours, a person who is back,
-- a shorter way between two locations, offers to all. Not every one of them is a change of the location's own rows.
alter table waitlist_watch add column looked_catalogue bigint not null default 0; -- feed_head.catalogue_version

-- A location where somebody waits and where time may have come free since the last look, or somebody's window has
-- passed; the caller looks there for at most `p_seconds` undisturbed. Nothing: nobody waits in vain.
-- What frees time shows in the feed: a booking or an entry that changed, a hold that ended, a block removed, or one that
-- took over a hold and may have left some of it. New bookings and holds free none, so a busy counter alone causes no
-- look; however many settings changed, they cause one.
create or replace function gateway.next_waitlist(p_now timestamptz, p_seconds float8)
returns table (due_tenant bigint, due_location uuid, due_head bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_watch record;
begin
  for v_watch in
    select w.tenant_no, w.location_id, w.looked_at, w.looked_catalogue, h.head, h.floor, h.catalogue_version from waitlist_watch w
      join feed_head h on h.tenant_no = w.tenant_no and h.location_id = w.location_id
      where w.looking_until < clock_timestamp()
        and exists (select from waitlist_entry e where e.tenant_no = w.tenant_no and e.location_id = w.location_id
          and e.status = 'waiting'
          and (h.head > w.looked_at or h.catalogue_version > w.looked_catalogue or e.window_to <= p_now))
      order by w.looking_until -- the one not looked at for longest: a busy location keeps no other waiting
      for update of w skip locked
  loop
    if v_watch.catalogue_version > v_watch.looked_catalogue
      -- Pruned changes can say nothing any more.
      or v_watch.looked_at < v_watch.floor
      or exists (select from waitlist_entry e where e.tenant_no = v_watch.tenant_no and e.location_id = v_watch.location_id
          and e.status = 'waiting' and e.window_to <= p_now)
      or exists (select from change c where c.tenant_no = v_watch.tenant_no and c.location_id = v_watch.location_id
          and c.version > v_watch.looked_at and case c.entity
            when 'booking' then (c.row->>'version')::integer > 1
            when 'hold' then c.row->>'status' in ('released', 'expired')
            when 'block' then (c.row->>'removed')::boolean or exists (select from change h
              where h.tenant_no = c.tenant_no and h.location_id = c.location_id and h.version = c.version
                and h.entity = 'hold' and h.row->>'status' = 'converted')
            else c.entity = 'waitlist_entry' end)
    then
      update waitlist_watch w set looking_until = clock_timestamp() + make_interval(secs => p_seconds)
        where w.tenant_no = v_watch.tenant_no and w.location_id = v_watch.location_id;
      due_tenant := v_watch.tenant_no;
      due_location := v_watch.location_id;
      due_head := v_watch.head;
      return next;
      return;
    end if;
    update waitlist_watch w set looked_at = v_watch.head
      where w.tenant_no = v_watch.tenant_no and w.location_id = v_watch.location_id;
  end loop;
end $$;

-- The look is over: everything up to `p_head` was considered, by the settings of `p_catalogue`. Nulls give it up
-- unfinished.
drop function if exists gateway.waitlist_looked(bigint, uuid, bigint);
create or replace function gateway.waitlist_looked(p_tenant bigint, p_location uuid, p_head bigint, p_catalogue bigint default null)
returns void language sql security definer set search_path = public, pg_temp as $$
  update waitlist_watch set looking_until = clock_timestamp(), looked_at = greatest(looked_at, coalesce(p_head, looked_at)),
      looked_catalogue = greatest(looked_catalogue, coalesce(p_catalogue, looked_catalogue))
    where tenant_no = p_tenant and location_id = p_location
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
