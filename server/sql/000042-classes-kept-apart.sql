-- A class: its guests share a teacher and a room of several places, and nobody else is there at the same time.
--
-- A resource of several places may keep classes apart: all who are on it at one time are of one class, that is of the same
-- service, time and resources, or it is one booking's alone. Its claims say which (`class_key`), and a second constraint
-- keeps two that differ from lying across each other on any of its lanes. Claims of other resources say nothing and are not
-- in its index, so they pay nothing for it.

alter table service add column is_class boolean not null default false; -- its guests share what keeps classes apart
alter table resource add column one_class_at_a_time boolean not null default false; -- where it has several places
alter table claim
  add column class_key text, -- null: whoever finds a free lane may have it
  add constraint claim_one_class exclude using gist
    (tenant_no with =, resource_no with =, hashtextextended(class_key, 0) with <>, during with &&)
    where (released_at is null and class_key is not null);

create or replace function gateway.resource_row(r resource) returns jsonb language sql stable as $$
  select jsonb_build_object('id', r.resource_id, 'locationId', r.location_id, 'slug', r.slug, 'name', r.name,
    'kind', r.kind, 'label', r.label, 'capacity', r.capacity, 'position', r.position, 'archived', r.archived,
    'hours', r.hours, 'exceptions', r.exceptions, 'squeezeLanes', r.squeeze_lanes,
    'squeezePerDay', r.squeeze_per_day, 'personId', r.person_id, 'oneClassAtATime', r.one_class_at_a_time)
$$;

create or replace function gateway.service_row(s service) returns jsonb language sql stable as $$
  select jsonb_build_object('id', s.service_id, 'locationId', s.location_id, 'slug', s.slug, 'name', s.name,
    'durationMinutes', s.duration_minutes, 'preparationMinutes', s.preparation_minutes,
    'cleanupMinutes', s.cleanup_minutes, 'needs', to_jsonb(s.needs), 'colour', s.colour,
    'position', s.position, 'archived', s.archived, 'kindBuffers', s.kind_buffers, 'noShowPolicy', s.no_show_policy,
    'isClass', s.is_class)
$$;

-- What a claim on a resource is known by; `p_class`: of the class it is for, null: it is its owner's alone.
create function gateway.class_on(r resource, p_class text, p_owner uuid) returns text language sql immutable as $$
  select case when r.one_class_at_a_time and r.capacity > 1 then coalesce(p_class, p_owner::text) end
$$;

-- The class of a service at that time with these resources; null: it is none. `classKey` of domain/class-sharing.ts makes the same.
create function gateway.class_key(s service, p_start timestamptz, p_end timestamptz, p_resources uuid[]) returns text language sql stable as $$
  select case when s.is_class then concat_ws(' ', s.service_id, (date_part('epoch', p_start) * 1000)::bigint, (date_part('epoch', p_end) * 1000)::bigint,
    (select string_agg(id::text, ' ' order by id::text collate "C") from unnest(p_resources) id)) end
$$;

-- What the claims ahead on a resource would be known by, by the rules as they are.
create function gateway.classes_ahead(r resource, out claim_no bigint, out known_by text) returns setof record language sql stable as $$
  select c.claim_no, gateway.class_on(r, gateway.class_key(s, coalesce(b.starts_at, h.starts_at), coalesce(b.ends_at, h.ends_at),
      coalesce(b.resource_ids, h.resource_ids)), c.owner_id)
    from claim c
      left join booking b on c.owner_kind = 'booking' and b.tenant_no = c.tenant_no and b.booking_id = c.owner_id
      left join hold h on c.owner_kind = 'hold' and h.tenant_no = c.tenant_no and h.hold_id = c.owner_id
      left join service s on s.tenant_no = c.tenant_no and s.service_id = coalesce(b.service_id, h.service_id)
    where c.tenant_no = r.tenant_no and c.resource_no = r.resource_no and c.released_at is null and c.ends_at > clock_timestamp()
$$;

-- Who would be at one time on what is to keep classes apart, and not of one class; as gateway.beyond_capacity names them.
create function gateway.mixed_on(p_resource resource, p_one_class boolean, p_capacity smallint) returns jsonb language plpgsql stable as $$
begin
  p_resource.one_class_at_a_time := p_one_class;
  p_resource.capacity := p_capacity;
  return (with live as (
    select c.*, k.known_by from gateway.classes_ahead(p_resource) k join claim c using (claim_no)
      where k.known_by is not null and (c.expires_at is null or c.expires_at > clock_timestamp()) and not c.yields
  ), mixed as (
    select owner_kind, owner_id, min(starts_at) as starts_at, max(ends_at) as ends_at from live
      where exists (select from live other where other.known_by <> live.known_by and other.during && live.during)
      group by owner_kind, owner_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('kind', m.owner_kind, 'id', m.owner_id, 'start', gateway.wire_time(m.starts_at),
      'end', gateway.wire_time(m.ends_at), 'reference', b.reference, 'who', coalesce(cu.name, b.title, h.customer_name, h.title)) order by m.starts_at, m.owner_id), '[]')
    from mixed m
      left join booking b on b.tenant_no = p_resource.tenant_no and b.booking_id = m.owner_id
      left join customer cu on cu.tenant_no = p_resource.tenant_no and cu.customer_id = b.customer_id
      left join hold h on h.tenant_no = p_resource.tenant_no and h.hold_id = m.owner_id);
end $$;

-- Has the claims ahead on a resource say what its rule asks for, after that was changed; those that say it already stay as
-- they were sold. What is kept for an undo, or ran out, and would be in the way is given up.
create function gateway.keep_apart(p_resource resource, p_version bigint) returns void language plpgsql as $$
declare
  v_in_the_way uuid[];
begin
  with live as (select c.*, k.known_by from gateway.classes_ahead(p_resource) k join claim c using (claim_no) where c.class_key is null)
  select array_agg(distinct live.owner_id) into v_in_the_way
    from live join live other on other.known_by <> live.known_by and other.during && live.during
    where live.yields or live.expires_at <= clock_timestamp();
  if v_in_the_way is not null then
    perform gateway.close_holds(p_resource.tenant_no, p_resource.location_id, p_version, v_in_the_way, 'expired', null);
  end if;
  update claim c set class_key = k.known_by from gateway.classes_ahead(p_resource) k
    where c.claim_no = k.claim_no and (c.class_key is null) <> (k.known_by is null);
end $$;

-- Who booked a service before it was a class was alone, and is the first of one now. By way of nothing: of a party's claims
-- one would else be of the class while the next is not yet.
create function gateway.make_class(p_tenant bigint, p_location uuid, p_service uuid, p_version bigint) returns void language plpgsql as $$
begin
  update claim c set class_key = null from resource r
    where r.tenant_no = p_tenant and r.location_id = p_location and c.tenant_no = p_tenant and c.resource_no = r.resource_no
      and c.released_at is null and c.ends_at > clock_timestamp() and c.class_key = c.owner_id::text and p_service in (
        select b.service_id from booking b where c.owner_kind = 'booking' and b.tenant_no = p_tenant and b.booking_id = c.owner_id
        union all
        select h.service_id from hold h where c.owner_kind = 'hold' and h.tenant_no = p_tenant and h.hold_id = c.owner_id);
  perform gateway.keep_apart(r, p_version) from resource r
    where r.tenant_no = p_tenant and r.location_id = p_location and r.one_class_at_a_time and r.capacity > 1;
end $$;

drop function gateway.take_lanes(bigint, uuid, bigint, bigint, integer, integer, integer, timestamptz, timestamptz, text, uuid, timestamptz, boolean, boolean, uuid, integer[]);

-- Takes the lanes a claim asks for; answers the highest lane taken, or 0 when they are not all to be had.
-- ON CONFLICT DO NOTHING, never a plain insert: two plain inserters wait for each other and deadlock
-- (129 in 2 000, stalls to 59 s, measured). Expired holds are freed only when one is in the way, which
-- keeps the common case to a single insert; so an expired hold stops blocking at its expiry, job or not.
-- `p_over_undo` frees time that is kept for an undo just as well. `p_squeeze`: lanes beyond the capacity, when
-- the regular ones are taken; a block takes all lanes, those included, so nobody is squeezed in under one.
-- `p_on`: these of them and no others. Who chose them saw them free; whether they are is the constraint's word still.
-- `p_class`: what gateway.class_on says; others than of it are in the way on every lane.
create function gateway.take_lanes(
  p_tenant bigint, p_location uuid, p_version bigint, p_resource bigint, p_capacity integer, p_squeeze integer, p_lanes integer,
  p_start timestamptz, p_end timestamptz, p_owner_kind text, p_owner uuid, p_expires timestamptz, p_yields boolean,
  p_over_undo boolean, p_command uuid, p_on integer[], p_class text
) returns integer language plpgsql as $$
declare
  v_missing integer := p_lanes;
  v_highest integer := 0;
  v_in_the_way uuid[];
begin
  if p_owner_kind = 'block' and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and lane > p_capacity
        and during && tstzrange(p_start, p_end, '[)') and (expires_at is null or expires_at > clock_timestamp())) then
    return 0;
  end if;
  for v_attempt in 1..2 loop
    for v_lane in 1..p_capacity loop
      exit when v_missing = 0;
      continue when v_lane <> all(p_on);
      insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
        values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields, p_class)
        on conflict do nothing;
      if found then
        v_missing := v_missing - 1;
        v_highest := greatest(v_highest, v_lane);
      end if;
    end loop;
    exit when v_missing = 0 or v_attempt = 2;
    select array_agg(distinct owner_id) into v_in_the_way from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null
        and during && tstzrange(p_start, p_end, '[)') and (expires_at <= clock_timestamp() or (p_over_undo and yields));
    exit when v_in_the_way is null;
    perform gateway.close_holds(p_tenant, p_location, p_version, v_in_the_way, 'expired', p_command);
  end loop;
  if v_missing > 0 and p_squeeze > 0 and exists (select from claim
      where tenant_no = p_tenant and resource_no = p_resource and released_at is null and owner_kind = 'block'
        and during && tstzrange(p_start, p_end, '[)')) then
    return 0;
  end if;
  for v_lane in p_capacity + 1..p_capacity + p_squeeze loop
    exit when v_missing = 0;
    continue when v_lane <> all(p_on);
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
      values (p_tenant, p_resource, v_lane, p_start, p_end, p_owner_kind, p_owner, p_expires, p_yields, p_class)
      on conflict do nothing;
    if found then
      v_missing := v_missing - 1;
      v_highest := v_lane;
    end if;
  end loop;
  return case when v_missing = 0 then v_highest else 0 end;
end $$;

-- Takes the claims of a plan, all or none (raises HF001, HF005); answers who got a lane beyond the capacity.
create or replace function gateway.take_claims(
  p_tenant bigint, p_location uuid, p_version bigint, p_claims jsonb, p_now timestamptz, p_over_undo boolean, p_command uuid
) returns uuid[] language plpgsql as $$
declare
  v_squeezed uuid[] := '{}';
  v_lane integer;
  v_count integer;
  c record;
begin
  if jsonb_array_length(p_claims) is null then
    return v_squeezed;
  end if;
  perform gateway.lock_people(p_tenant, p_claims);
  for c in
    select x.*, (select r from resource r where r.tenant_no = p_tenant and r.location_id = p_location
        and r.resource_no = x."resourceNo") as resource
      from jsonb_to_recordset(p_claims)
        as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "ownerKind" text, "ownerId" uuid,
          seconds float8, yields boolean, "squeezeFrom" timestamptz, "squeezeTo" timestamptz, "on" integer[], "classKey" text)
      -- Sorted by key: two commands that take several claims always queue in the same order.
      -- Those that may go beyond the capacity come last: they leave the regular lanes to who may not.
      order by x."resourceNo", x."squeezeFrom" is not null, x."start", x."ownerId"
  loop
    continue when c.resource is null;
    if (c.resource).person_id is not null and c."ownerKind" <> 'block'
        and gateway.is_elsewhere(p_tenant, c.resource, c."start", c."end", c."ownerId", p_over_undo) then
      raise exception 'elsewhere' using errcode = 'HF001';
    end if;
    v_lane := gateway.take_lanes(p_tenant, p_location, p_version, c."resourceNo", (c.resource).capacity,
      case when c."squeezeFrom" is null then 0 else (c.resource).squeeze_lanes end, c.lanes, c."start", c."end",
      c."ownerKind", c."ownerId", p_now + make_interval(secs => c.seconds), coalesce(c.yields, false), p_over_undo, p_command,
      c."on", gateway.class_on(c.resource, c."classKey", c."ownerId"));
    if v_lane = 0 then
      raise exception 'taken' using errcode = 'HF001';
    end if;
    if v_lane > (c.resource).capacity then
      v_squeezed := v_squeezed || c."ownerId";
      select count(distinct owner_id) into v_count from claim
        where tenant_no = p_tenant and resource_no = c."resourceNo" and released_at is null and lane > (c.resource).capacity
          and starts_at >= c."squeezeFrom" and starts_at < c."squeezeTo"
          and (expires_at is null or expires_at > clock_timestamp()) and not (yields and p_over_undo);
      if v_count > (c.resource).squeeze_per_day then
        raise exception 'no more squeeze-ins' using errcode = 'HF005';
      end if;
    end if;
  end loop;
  return v_squeezed;
end $$;

-- Takes all that one candidate of a refusal needs, or nothing; answers whether it could be had.
create or replace function gateway.take_candidate(
  p_tenant bigint, p_location uuid, p_version bigint, p_candidate jsonb, p_expires timestamptz, p_command uuid
) returns boolean language plpgsql as $$
declare
  v_hold_id uuid := (p_candidate->'hold'->>'hold_id')::uuid;
  v_resource resource;
  v_claim record;
begin
  for v_claim in
    select x.* from jsonb_to_recordset(p_candidate->'claims')
      as x("resourceNo" bigint, lanes integer, "start" timestamptz, "end" timestamptz, "classKey" text)
      order by x."resourceNo", x."start"
  loop
    select * into v_resource from resource
      where tenant_no = p_tenant and location_id = p_location and resource_no = v_claim."resourceNo";
    continue when not found;
    if v_resource.person_id is not null
          and gateway.is_elsewhere(p_tenant, v_resource, v_claim."start", v_claim."end", v_hold_id, false)
        or gateway.take_lanes(p_tenant, p_location, p_version, v_claim."resourceNo", v_resource.capacity, 0,
          v_claim.lanes, v_claim."start", v_claim."end", 'hold', v_hold_id, p_expires, false, false, p_command,
          null, gateway.class_on(v_resource, v_claim."classKey", v_hold_id)) = 0 then
      -- Taken after all, perhaps in part: give back what this call took of it.
      delete from claim where tenant_no = p_tenant and owner_kind = 'hold' and owner_id = v_hold_id and released_at is null;
      return false;
    end if;
  end loop;
  return true;
end $$;

-- Keeps for an undo what a command gave up, on the very lanes where it lay, less what the same command took again and
-- what another hold of its keeps already. Of several that were given up only what lies where the hold is.
-- Nothing of this can be in the way of anything: the lanes are the command's own since before it, and nothing is kept of
-- what lies across from where it is in another class now.
create or replace function gateway.keep_vacated(p_tenant bigint, p_vacated claim[], p_hold uuid, p_expires timestamptz) returns void
language sql as $$
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key)
    select p_tenant, v.resource_no, v.lane, lower(piece), upper(piece), 'hold', p_hold, p_expires, true, v.class_key
      from unnest(p_vacated) v
      join resource r on r.tenant_no = p_tenant and r.resource_no = v.resource_no
      join hold h on h.tenant_no = p_tenant and h.hold_id = p_hold and r.resource_id = any(h.resource_ids)
        and v.starts_at < h.occupied_to and v.ends_at > h.occupied_from
      cross join lateral unnest(tstzmultirange(v.during) - coalesce((select range_agg(c.during) from claim c
        where c.tenant_no = p_tenant and c.resource_no = v.resource_no and (c.lane = v.lane or c.class_key <> v.class_key) and c.released_at is null
          and c.during && v.during), '{}')) piece
$$;

-- A row that says nothing of shifts, squeeze-ins, classes or the person leaves them as they are.
create or replace function gateway.put_resource(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint;
  v_before resource;
  v_resource resource;
  v_person uuid;
begin
  select r.person_id into v_person from resource r
    where r.tenant_no = p_tenant and r.location_id = p_location and r.slug = p_row->>'slug';
  if v_person is not null or p_row->>'personId' is not null then
    -- Every location where the person works decides by where else they do; in order, as put_settings locks them.
    perform from feed_head where tenant_no = p_tenant order by location_id for update;
    update feed_head h set catalogue_version = catalogue_version + 1
      where h.tenant_no = p_tenant and h.location_id <> p_location and exists (select from resource r
        where r.tenant_no = p_tenant and r.location_id = h.location_id
          and r.person_id in (v_person, (p_row->>'personId')::uuid));
  end if;
  v_version := gateway.catalogue_moves(p_tenant, p_location);
  select * into v_before from resource r where r.tenant_no = p_tenant and r.location_id = p_location and r.slug = p_row->>'slug';
  insert into resource (tenant_no, resource_id, location_id, slug, name, kind, label, capacity, position, archived,
      hours, exceptions, squeeze_lanes, squeeze_per_day, person_id, one_class_at_a_time)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name', p_row->>'kind',
      coalesce(p_row->>'label', ''), coalesce((p_row->>'capacity')::smallint, 1::smallint),
      coalesce((p_row->>'position')::integer, (select coalesce(max(r.position), 0) + 1 from resource r
        where r.tenant_no = p_tenant and r.location_id = p_location)),
      coalesce((p_row->>'archived')::boolean, false),
      nullif(p_row->'hours', 'null'), coalesce(p_row->'exceptions', '[]'),
      coalesce((p_row->>'squeezeLanes')::smallint, 0::smallint), coalesce((p_row->>'squeezePerDay')::smallint, 0::smallint),
      (p_row->>'personId')::uuid, coalesce((p_row->>'oneClassAtATime')::boolean, false))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name, kind = excluded.kind,
      label = excluded.label, capacity = excluded.capacity, position = excluded.position,
      archived = excluded.archived,
      hours = case when p_row ? 'hours' then excluded.hours else resource.hours end,
      exceptions = case when p_row ? 'exceptions' then excluded.exceptions else resource.exceptions end,
      squeeze_lanes = case when p_row ? 'squeezeLanes' then excluded.squeeze_lanes else resource.squeeze_lanes end,
      squeeze_per_day = case when p_row ? 'squeezePerDay' then excluded.squeeze_per_day else resource.squeeze_per_day end,
      person_id = case when p_row ? 'personId' then excluded.person_id else resource.person_id end,
      one_class_at_a_time = case when p_row ? 'oneClassAtATime' then excluded.one_class_at_a_time else resource.one_class_at_a_time end
    returning * into v_resource;
  perform gateway.keep_apart(v_resource, v_version);
  perform gateway.append_change(p_tenant, p_location, v_version, 'resource', v_resource.resource_id,
    gateway.resource_row(v_resource), null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_resource', v_resource.resource_id,
    case when v_before.resource_id is not null then gateway.resource_row(v_before) end, gateway.resource_row(v_resource));
  return v_resource.resource_id;
end $$;

create or replace function gateway.put_service(p_tenant bigint, p_location uuid, p_row jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_version bigint := gateway.catalogue_moves(p_tenant, p_location);
  v_before service;
  v_service service;
begin
  select * into v_before from service where tenant_no = p_tenant and location_id = p_location and slug = p_row->>'slug';
  insert into service (tenant_no, service_id, location_id, slug, name, duration_minutes, preparation_minutes,
      cleanup_minutes, needs, colour, position, archived, kind_buffers, no_show_policy, is_class)
    values (p_tenant, (p_row->>'id')::uuid, p_location, p_row->>'slug', p_row->>'name',
      (p_row->>'durationMinutes')::integer, (p_row->>'preparationMinutes')::integer,
      (p_row->>'cleanupMinutes')::integer, array(select jsonb_array_elements_text(p_row->'needs')),
      (p_row->>'colour')::smallint, (p_row->>'position')::integer, coalesce((p_row->>'archived')::boolean, false),
      coalesce(p_row->'kindBuffers', '{}'), nullif(p_row->'noShowPolicy', 'null'), coalesce((p_row->>'isClass')::boolean, false))
    on conflict (tenant_no, location_id, slug) do update set name = excluded.name,
      duration_minutes = excluded.duration_minutes, preparation_minutes = excluded.preparation_minutes,
      cleanup_minutes = excluded.cleanup_minutes, needs = excluded.needs, colour = excluded.colour,
      position = excluded.position, archived = excluded.archived,
      kind_buffers = coalesce(p_row->'kindBuffers', service.kind_buffers),
      no_show_policy = case when p_row ? 'noShowPolicy' then excluded.no_show_policy else service.no_show_policy end,
      is_class = case when p_row ? 'isClass' then excluded.is_class else service.is_class end
    returning * into v_service;
  perform gateway.append_change(p_tenant, p_location, v_version, 'service', v_service.service_id,
    gateway.service_row(v_service), null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_service', v_service.service_id,
    case when v_before.service_id is not null then gateway.service_row(v_before) end, gateway.service_row(v_service));
  return v_service.service_id;
end $$;

-- Changes rules of a location ('location': its kinds), a resource or a service, from the next command on. `p_rules` and
-- `p_expected` name them as the row does; `p_expected` is what the change rests on. Claims keep what they took: their
-- buffers, and lanes that are beyond the capacity now. p_by: {"channel", "actorId", "terminalId"}.
-- Answers null when it is done; {"moved": true} when something is not as expected; {"touches": […]} when a smaller capacity
-- would leave somebody beyond it and nobody has confirmed that; {"mixed": […]} when these are at one time on what is to keep
-- classes apart. Then nothing has changed.
create or replace function gateway.change_rules(
  p_tenant bigint, p_location uuid, p_of text, p_subject uuid, p_rules jsonb, p_expected jsonb, p_confirmed boolean, p_by jsonb
) returns jsonb language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_location location;
  v_resource resource;
  v_service service;
  v_before jsonb;
  v_after jsonb;
  v_touches jsonb;
  v_version bigint;
begin
  perform from feed_head where tenant_no = p_tenant and location_id = p_location for update;
  select * into v_location from location where tenant_no = p_tenant and location_id = p_location;
  select * into v_resource from resource where tenant_no = p_tenant and location_id = p_location and resource_id = p_subject;
  select * into v_service from service where tenant_no = p_tenant and location_id = p_location and service_id = p_subject;
  v_before := case p_of when 'location' then gateway.location_row(v_location)
    when 'resource' then gateway.resource_row(v_resource) else gateway.service_row(v_service) end;
  if v_before->>'id' is null or v_before || p_expected <> v_before then
    return '{"moved": true}';
  end if;
  v_after := v_before || p_rules;
  if p_of = 'resource' and (v_after->>'capacity')::integer < v_resource.capacity and not p_confirmed then
    v_touches := gateway.beyond_capacity(p_tenant, v_resource, (v_after->>'capacity')::integer);
    if v_touches <> '[]' then
      return jsonb_build_object('touches', v_touches);
    end if;
  end if;
  -- What keeps them apart already was sold that way.
  if p_of = 'resource' and not (v_resource.one_class_at_a_time and v_resource.capacity > 1) then
    v_touches := gateway.mixed_on(v_resource, (v_after->>'oneClassAtATime')::boolean, (v_after->>'capacity')::smallint);
    if v_touches <> '[]' then
      return jsonb_build_object('mixed', v_touches);
    end if;
  end if;
  v_version := gateway.catalogue_moves(p_tenant, p_location);
  if p_of = 'location' then
    update location set kinds = v_after->'kinds'
      where tenant_no = p_tenant and location_id = p_location;
  elsif p_of = 'resource' then
    update resource set capacity = (v_after->>'capacity')::smallint, squeeze_lanes = (v_after->>'squeezeLanes')::smallint,
        squeeze_per_day = (v_after->>'squeezePerDay')::smallint, one_class_at_a_time = (v_after->>'oneClassAtATime')::boolean
      where tenant_no = p_tenant and resource_id = p_subject;
    -- A block takes a resource whole, so also the lanes that are new. Nobody is in them: none is squeezed in under a block.
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
      select p_tenant, c.resource_no, added.lane, c.starts_at, c.ends_at, 'block', c.owner_id
        from claim c cross join generate_series(v_resource.capacity + 1, (v_after->>'capacity')::integer) as added(lane)
        where c.tenant_no = p_tenant and c.resource_no = v_resource.resource_no and c.released_at is null
          and c.owner_kind = 'block' and c.lane = 1 and c.ends_at > clock_timestamp()
      on conflict do nothing;
    perform gateway.keep_apart(r, v_version) from resource r where r.tenant_no = p_tenant and r.resource_id = p_subject;
  else
    update service set duration_minutes = (v_after->>'durationMinutes')::integer,
        preparation_minutes = (v_after->>'preparationMinutes')::integer, cleanup_minutes = (v_after->>'cleanupMinutes')::integer,
        kind_buffers = v_after->'kindBuffers', no_show_policy = nullif(v_after->'noShowPolicy', 'null'),
        is_class = (v_after->>'isClass')::boolean
      where tenant_no = p_tenant and service_id = p_subject;
    if not v_service.is_class and (v_after->>'isClass')::boolean then
      perform gateway.make_class(p_tenant, p_location, p_subject, v_version);
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, v_version, p_of, (v_before->>'id')::uuid, v_after, null);
  perform gateway.record_setting(p_tenant, p_location, v_version, 'change_' || p_of, (v_before->>'id')::uuid, v_before, v_after, p_by);
  return null;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
