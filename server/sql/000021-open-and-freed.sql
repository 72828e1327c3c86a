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

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
