-- The waitlist at work: offers of one hold to one or to many, the job that makes them, and who was told.

-- How often a hold was extended; null: never.
alter table hold add column extensions smallint;

alter table message
  add column told_by uuid, -- the staff member who told them; null while queued, or sent by a provider
  add column told_at timestamptz;
create index message_newest on message (tenant_no, location_id, queued_at desc);
create index message_by_subject on message (tenant_no, subject_id) where status = 'queued';

create index waitlist_by_hold on waitlist_entry (tenant_no, hold_id) where status = 'offered';

-- How far each location's feed was looked through for time that came free. It moves only after the look, so a
-- crash between a cancellation and its offer loses nothing: the next look finds the same change again.
create table waitlist_watch (
  tenant_no bigint not null,
  location_id uuid not null,
  looked_at bigint not null default 0, -- feed version
  looking_until timestamptz not null default '-infinity', -- a node is at it; spares the others the same work
  primary key (tenant_no, location_id),
  foreign key (tenant_no, location_id) references location
);
alter table waitlist_watch enable row level security;
create policy own_tenant on waitlist_watch to holdfast_server
  using (tenant_no = nullif(current_setting('holdfast.tenant_no', true), '')::bigint);

-- An offer that is over is news to nobody any more.
create function gateway.stop_offer_message(p_tenant bigint, p_entry uuid) returns void language sql as $$
  update message set status = 'stopped'
    where tenant_no = p_tenant and subject_id = p_entry and kind = 'waitlist_offer' and status = 'queued'
$$;

-- A live hold lives on until `p_expires`, with as many claims as the decision saw.
create or replace function gateway.extend_hold(
  p_tenant bigint, p_location uuid, p_version bigint, p_hold uuid, p_claims integer, p_expires timestamptz, p_command uuid
) returns jsonb language plpgsql as $$
declare
  v_hold hold;
  v_count integer;
begin
  update claim set expires_at = p_expires
    where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = p_hold and released_at is null
      and expires_at > clock_timestamp();
  get diagnostics v_count = row_count;
  update hold set expires_at = p_expires, extensions = coalesce(extensions, 0) + 1
    where tenant_no = p_tenant and location_id = p_location and hold_id = p_hold and status = 'active' returning * into v_hold;
  if v_count <> p_claims or v_hold.hold_id is null then
    raise exception 'the hold ran out' using errcode = 'HF002';
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'hold', p_hold, gateway.hold_row(v_hold), p_command);
  return gateway.hold_row(v_hold);
end $$;

-- Inserts (no `expectedStatus`) or changes a waitlist entry that still has the status the decision saw.
create or replace function gateway.put_waitlist_entry(p_tenant bigint, p_location uuid, p_version bigint, p_part jsonb, p_command uuid)
returns jsonb language plpgsql as $$
declare
  v_entry waitlist_entry;
begin
  if p_part ? 'expectedStatus' then
    select * into v_entry from waitlist_entry
      where tenant_no = p_tenant and location_id = p_location and entry_id = (p_part->>'id')::uuid
        and status = p_part->>'expectedStatus' for update;
    if not found then
      raise exception 'the waitlist entry moved' using errcode = 'HF002';
    end if;
    v_entry := jsonb_populate_record(v_entry, p_part->'columns');
    if p_part->>'expectedStatus' = 'offered' and v_entry.status <> 'offered' then
      perform gateway.stop_offer_message(p_tenant, v_entry.entry_id);
    end if;
    update waitlist_entry set status = v_entry.status, hold_id = v_entry.hold_id, booking_id = v_entry.booking_id,
        declined = v_entry.declined
      where tenant_no = p_tenant and entry_id = v_entry.entry_id;
  else
    v_entry.status := 'waiting';
    v_entry.notes := '';
    v_entry.party_size := 1;
    v_entry.declined := '[]';
    v_entry := jsonb_populate_record(v_entry, p_part->'columns');
    v_entry.tenant_no := p_tenant;
    v_entry.location_id := p_location;
    -- Under the location's lock, by one clock: nobody who joins later is earlier on the list.
    v_entry.joined_at := clock_timestamp();
    insert into waitlist_entry select (v_entry).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
    insert into waitlist_watch (tenant_no, location_id) values (p_tenant, p_location) on conflict do nothing;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'waitlist_entry', v_entry.entry_id,
    gateway.waitlist_entry_row(v_entry), p_command);
  return gateway.waitlist_entry_row(v_entry);
end $$;
