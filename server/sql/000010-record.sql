-- The record: append-only, and chained so that nobody, not even the owner, changes it unseen.

alter table event
  add column hash bytea, -- of this event and the hash before it; null: from before the chain began
  add column undoes uuid; -- the command this one takes back
create index event_by_command on event (tenant_no, command_id);
create index event_by_undone on event (tenant_no, undoes) where undoes is not null;

-- An event about several bookings (running late, a series) stands in the history of each.
create table event_subject (
  tenant_no bigint not null,
  subject_id uuid not null,
  location_id uuid not null,
  version bigint not null,
  primary key (tenant_no, subject_id, location_id, version),
  foreign key (tenant_no, location_id, version) references event
);
alter table event_subject enable row level security;
create policy own_tenant on event_subject to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);
grant select on event_subject to holdfast_server;

create or replace function gateway.forbid_change() returns trigger language plpgsql as $$
begin
  raise exception 'The record is append-only.' using errcode = 'HF009';
end $$;
create trigger event_append_only before update or delete or truncate on event
  for each statement execute function gateway.forbid_change();

-- SHA-256 over the hash before it and everything the event says; times as microseconds, so that no session's
-- settings change them.
create or replace function gateway.event_hash(e event, p_before bytea) returns bytea language sql stable as $$
  select sha256(coalesce(p_before, '') || convert_to(jsonb_build_array(e.tenant_no, e.location_id, e.version,
    e.command_id, e.kind, e.subject_id, e.actor_id, e.terminal_id, e.channel, e.refusal_reason, e.reason,
    e.saw_version, (extract(epoch from e.tapped_at) * 1000000)::bigint, e.before, e.after,
    (extract(epoch from e.at) * 1000000)::bigint, e.undoes)::text, 'UTF8'))
$$;

create or replace function gateway.record_event(
  p_tenant bigint, p_location uuid, p_version bigint, p_command jsonb, p_refusal text, p_before jsonb, p_after jsonb
) returns void language plpgsql as $$
declare
  e event;
begin
  e.tenant_no := p_tenant;
  e.location_id := p_location;
  e.version := p_version;
  e.command_id := (p_command->>'id')::uuid;
  e.kind := p_command->>'kind';
  e.subject_id := (p_command->>'subjectId')::uuid;
  e.actor_id := (p_command->>'actorId')::uuid;
  e.terminal_id := (p_command->>'terminalId')::uuid;
  e.channel := p_command->>'channel';
  e.refusal_reason := p_refusal;
  e.reason := p_command->>'reason';
  e.saw_version := (p_command->>'sawVersion')::bigint;
  e.tapped_at := (p_command->>'tappedAt')::timestamptz;
  e.before := p_before;
  e.after := p_after;
  e.at := clock_timestamp();
  e.undoes := case when p_refusal is null then (p_command->>'undoes')::uuid end;
  -- Under the location's lock: the newest event is the one before this.
  e.hash := gateway.event_hash(e, (select hash from event
    where tenant_no = p_tenant and location_id = p_location order by version desc limit 1));
  insert into event select (e).*;
  insert into event_subject (tenant_no, subject_id, location_id, version)
    select distinct p_tenant, (b->>'id')::uuid, p_location, p_version from jsonb_array_elements(p_after->'bookings') b
      where (b->>'id')::uuid is distinct from e.subject_id;
end $$;

