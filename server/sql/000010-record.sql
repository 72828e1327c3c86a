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

-- Records a refusal for good and really holds up to `holdMax` of the candidates, nearest first. The caller
-- holds the location's lock since before it looked for candidates, so they are still free.
-- Holding must not empty a calendar: per asker only the newest refusal's are held, and per location and
-- day no more than `dayQuota` alternatives at a time; the rest are offered unheld.
create or replace function gateway.record_refusal(p_tenant bigint, p_refusal jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_command jsonb := p_refusal->'command';
  v_command_id uuid := (p_refusal->'command'->>'id')::uuid;
  v_location uuid := (p_refusal->>'locationId')::uuid;
  v_outcome jsonb := p_refusal->'outcome';
  v_asker text := p_refusal->>'asker';
  v_hold_max integer := coalesce((p_refusal->>'holdMax')::integer, 0);
  v_expires timestamptz;
  v_version bigint;
  v_alternatives jsonb := '[]';
  v_held integer := 0;
  v_hold_id uuid;
  v_free boolean;
  v_hold_ids uuid[];
  v_candidate jsonb;
  v_claim record;
begin
  v_version := gateway.next_version(p_tenant, v_location, (p_refusal->>'catalogueVersion')::bigint);
  v_expires := clock_timestamp() + make_interval(secs => coalesce((p_refusal->>'holdSeconds')::float8, 60));

  if v_asker is not null then
    select coalesce(array_agg(hold_id), '{}') into v_hold_ids from hold
      where tenant_no = p_tenant and location_id = v_location and asker = v_asker and status = 'active'
        and refused_command_id is not null;
    if cardinality(v_hold_ids) > 0 then
      perform gateway.close_holds(p_tenant, v_location, v_version, v_hold_ids, 'released', v_command_id);
    end if;
  end if;

  for v_candidate in select value from jsonb_array_elements(coalesce(p_refusal->'candidates', '[]')) loop
    exit when jsonb_array_length(v_alternatives) >= 3;
    if v_held < v_hold_max and (
      select count(*) from hold where tenant_no = p_tenant and location_id = v_location and status = 'active'
        and refused_command_id is not null and expires_at > clock_timestamp()
        and starts_at >= (v_candidate->>'dayStart')::timestamptz
        and starts_at < (v_candidate->>'dayEnd')::timestamptz
    ) < (v_candidate->>'dayQuota')::integer then
      v_hold_id := (v_candidate->'hold'->>'hold_id')::uuid;
      v_free := true;
      for v_claim in
        select x.*, r.capacity from jsonb_to_recordset(v_candidate->'claims')
          as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz)
          join resource r on r.tenant_no = p_tenant and r.location_id = v_location and r.resource_no = x."resourceNo"
          order by x."resourceNo", x."start"
      loop
        v_free := gateway.take_lanes(p_tenant, v_location, v_version, v_claim."resourceNo", v_claim.capacity, 0,
          v_claim.lanes, v_claim."start", v_claim."end", 'hold', v_hold_id, v_expires, false, false, v_command_id) > 0;
        exit when not v_free;
      end loop;
      if v_free then
        perform gateway.put_hold(p_tenant, v_location, v_version, v_candidate->'hold' || jsonb_build_object(
          'purpose', 'alternative', 'asker', coalesce(v_asker, v_command_id::text), 'refused_command_id', v_command_id),
          v_expires, false, v_command_id);
        v_held := v_held + 1;
        v_alternatives := v_alternatives || jsonb_build_array((v_candidate->'offer') || jsonb_build_object(
          'holdId', v_hold_id, 'heldUntil', gateway.wire_time(v_expires)));
      else
        -- Taken after all, perhaps in part: give back what this call took of it.
        delete from claim where tenant_no = p_tenant and owner_id = v_hold_id;
      end if;
    else
      v_alternatives := v_alternatives || jsonb_build_array(v_candidate->'offer');
    end if;
  end loop;

  v_outcome := v_outcome || jsonb_build_object('version', v_version, 'alternatives', v_alternatives);
  perform gateway.store_outcome(p_tenant, v_location, v_version, v_command, 'refused', v_outcome);
  perform gateway.record_event(p_tenant, v_location, v_version, v_command, v_outcome->>'reason', null, v_outcome);
  return v_outcome;
end $$;

