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
