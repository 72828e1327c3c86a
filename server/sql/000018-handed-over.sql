-- What people do with what programs hand over to them, and a cancelled series that comes back.

-- Append-only, like the escalation itself: who took it, gave it back and settled it stands there for good.
create table escalation_step (
  tenant_no bigint not null,
  escalation_id uuid not null,
  step_no smallint not null, -- from 1
  step text not null check (step in ('taken', 'given_back', 'settled')),
  staff_id uuid not null,
  terminal_id uuid not null,
  note text, -- what came of it, where somebody said so
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_no, escalation_id, step_no),
  foreign key (tenant_no, escalation_id) references escalation,
  foreign key (tenant_no, staff_id) references staff
);
alter table escalation_step enable row level security;
create policy own_tenant on escalation_step to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
grant select on escalation_step to holdfast_server;

-- Whether the people of a location are asked: it was named, or none was and the program serves it too.
create function gateway.is_asked_of(e escalation, p_location uuid) returns boolean language sql stable as $$
  select case when e.location_id is null
    then exists (select from api_key k where k.tenant_no = e.tenant_no and k.key_id = e.actor_id and p_location = any(k.location_ids))
    else e.location_id = p_location end
$$;

-- A member of staff told them, by telephone or at the counter. `over`: told already, or news to nobody any more.
create or replace function gateway.mark_told(p_tenant bigint, p_location uuid, p_message uuid, p_staff uuid) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from staff where tenant_no = p_tenant and staff_id = p_staff and active) then
    return 'no_staff';
  end if;
  update message m set status = 'sent', told_by = p_staff, told_at = clock_timestamp()
    where tenant_no = p_tenant and location_id = p_location and message_id = p_message and gateway.is_news(m);
  if found then
    return 'told';
  end if;
  return case when exists (select from message
    where tenant_no = p_tenant and location_id = p_location and message_id = p_message) then 'over' else 'no_message' end;
end $$;

-- A cancelled series whose cancellation is taken back is one to come again. A trigger on the record, so that nothing
-- else pays for it: the plan of an undo is one about bookings, and only undos have `undoes`.
create function gateway.bring_series_back() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_series series;
begin
  update series s set cancelled = false
    from event e
    where e.tenant_no = new.tenant_no and e.command_id = new.undoes and e.kind = 'cancel_series'
      and s.tenant_no = new.tenant_no and s.cancelled
      and s.series_id = (select b.series_id from booking b where b.tenant_no = new.tenant_no
        and b.booking_id = coalesce((e.after->'bookings'->0->>'id')::uuid, (e.after->>'id')::uuid))
    returning s.* into v_series;
  if found then
    perform gateway.append_change(new.tenant_no, new.location_id, new.version, 'series', v_series.series_id,
      gateway.series_row(v_series), new.command_id);
  end if;
  return null;
end $$;
create trigger event_brings_series_back after insert on event
  for each row when (new.undoes is not null) execute function gateway.bring_series_back();

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
