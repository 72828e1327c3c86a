/**
 * Counts of what does not fit between what occupies time and what it claims, as common table expressions that end in
 * `claim_fault`, one row. They stand behind `live`, the claims that are not released; `$1` is the present time. For the
 * owner, across tenants.
 *
 * What a booking, hold or block occupies of each resource stands in its own row, preparation and cleanup included: they are
 * compared with that, since the buffers of today are not what it was sold with. How many lanes is told by the capacity. A
 * claim keeps the lanes that it took when that is changed, so then by any that the record knows of; but a block that is not
 * over grows along.
 *
 * Of several bookings that are given up together each hold for their undo keeps what the others leave: how many lanes that
 * is, and for how long, is said nowhere. That none of its claims was released before it ended can be told, of any hold.
 *
 * Both sides are laid together and grouped, instead of joined: that is one pass, whatever the planner expects.
 */
export const claimFaults = `
  capacities as (
    select r.tenant_no, r.resource_id, r.resource_no, r.capacity, least(r.capacity, had.least) as least, greatest(r.capacity, had.most) as most
      from resource r left join (
        select e.tenant_no, e.subject_id, min(capacity::integer) as least, max(capacity::integer) as most
          from event e cross join lateral (values (e.before->>'capacity'), (e.after->>'capacity')) as image(capacity)
          where starts_with(e.kind, 'change_') and e.kind = 'change_resource' -- the first for the index
          group by e.tenant_no, e.subject_id) had on had.tenant_no = r.tenant_no and had.subject_id = r.resource_id
  ), owners as (
    select tenant_no, 'booking' as owner_kind, booking_id as owner_id, resource_ids, starts_at, ends_at, occupied_from, occupied_to,
        occupied_by_resource, party_size, false as may_be_whole, false as is_undo, null::timestamptz as expires_at
      from booking where status not in ('cancelled', 'no_show')
    union all
    -- What is held instead of a block is held whole, and stays so when a manager takes it over.
    select tenant_no, 'hold', hold_id, resource_ids, starts_at, ends_at, occupied_from, occupied_to,
        occupied_by_resource, party_size, purpose in ('alternative', 'override'), purpose = 'undo', expires_at
      from hold where status = 'active'
    union all
    select tenant_no, 'block', block_id, resource_ids, starts_at, ends_at, starts_at, ends_at, null, null, true, false, null
      from block where not removed
  ), expected as (
    select o.tenant_no, o.owner_kind, o.owner_id, c.resource_no, o.starts_at, o.ends_at, o.expires_at, o.is_undo,
        coalesce((own->>'start')::timestamptz, o.occupied_from) as claimed_from, coalesce((own->>'end')::timestamptz, o.occupied_to) as claimed_to,
        -- So many lanes at least and at most, or else so many.
        case when o.owner_kind = 'block' and o.ends_at > $1::timestamptz then c.capacity
          when o.may_be_whole then c.least when c.most > 1 then o.party_size else 1 end as lanes_from,
        case when o.may_be_whole then c.most when c.most > 1 then o.party_size else 1 end as lanes_to,
        case when c.least = 1 and not o.may_be_whole then 1 else coalesce(o.party_size, c.most) end as or_lanes
      from owners o cross join unnest(o.resource_ids) as wanted(resource_id)
        cross join lateral (select case when o.occupied_by_resource is not null then jsonb_path_query_first(o.occupied_by_resource,
          '$[*] ? (@.resourceId == $id)', jsonb_build_object('id', wanted.resource_id)) end as own) span
        left join capacities c on c.tenant_no = o.tenant_no and c.resource_id = wanted.resource_id
  ), matched as (
    select bool_or(is_expected) as is_expected, bool_or(is_undo) as is_undo, owner_kind,
        max(starts_at) as starts_at, max(ends_at) as ends_at, max(claimed_from) as claimed_from, max(claimed_to) as claimed_to,
        max(lanes_from) as lanes_from, max(lanes_to) as lanes_to, max(or_lanes) as or_lanes, max(expires_at) as expires_at,
        count(claim_start) as lanes, min(claim_start) as first_start, max(claim_start) as last_start, min(claim_end) as first_end, max(claim_end) as last_end,
        count(claim_expiry) as expiring, min(claim_expiry) as first_expiry, max(claim_expiry) as last_expiry, count(*) filter (where yields) as yielding
      from (
        select tenant_no, resource_no, owner_kind, owner_id, true as is_expected, is_undo, starts_at, ends_at, claimed_from, claimed_to,
            lanes_from, lanes_to, or_lanes, expires_at,
            null::timestamptz as claim_start, null::timestamptz as claim_end, null::timestamptz as claim_expiry, null::boolean as yields
          from expected
        union all
        select tenant_no, resource_no, owner_kind, owner_id, false, null, null, null, null, null,
            null, null, null, null, starts_at, ends_at, expires_at, yields
          from live) both_sides
      group by owner_id, resource_no, tenant_no, owner_kind
  ), claim_fault as (
    select
      -- Those whose owner is gone are among them.
      coalesce(sum(lanes) filter (where not is_expected), 0) as unexpected,
      count(*) filter (where is_expected and not is_undo and (lanes = 0 or first_start > starts_at or last_end < ends_at)) as unclaimed,
      count(*) filter (where not is_undo and lanes > 0 and not (lanes between lanes_from and lanes_to or lanes = or_lanes)) as wrong_lanes,
      (select count(*) from claim c join hold h on h.tenant_no = c.tenant_no and h.hold_id = c.owner_id
        where c.owner_kind = 'hold' and c.released_at is not null and h.status = 'active') as let_go,
      count(*) filter (where not is_undo and (first_start <> claimed_from or last_start <> claimed_from
        or first_end <> claimed_to or last_end <> claimed_to)) as wrong_times,
      count(*) filter (where is_expected and lanes > 0 and (first_expiry <> expires_at or last_expiry <> expires_at
        or expiring <> case owner_kind when 'hold' then lanes else 0 end or yielding <> case when is_undo then lanes else 0 end)) as wrong_expiries
      from matched
  )`;
