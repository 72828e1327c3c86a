-- What is still to do: who is yet to be told, what people are still asked, and time that settings freed.

-- Whether a queued message is still so. That somebody runs late says when their booking begins; once it is at another
-- time (taken back, moved, later still), begun, cancelled or over, it is news to nobody. The hour alone counts as
-- begun: not every desk says who came, and what a terminal sent late may be about yesterday.
create or replace function gateway.is_news(m message) returns boolean language sql stable as $$
  select m.status = 'queued' and (m.kind <> 'running_late' or exists (select from booking b
    where b.tenant_no = m.tenant_no and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
      and b.starts_at = (m.body->>'start')::timestamptz and b.starts_at > now()))
$$;

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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
