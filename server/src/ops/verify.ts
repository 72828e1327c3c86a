import type pg from 'pg';
import { inTwoPlacesQuery } from './in-two-places.ts';

/** What the record says of itself; everything below the counts must be 0. */
export interface Verification {
  claims: number;
  bookings: number;
  commands: number;
  events: number;
  /** Pairs of live claims on one lane that share time. Found without the constraint's index. */
  overlaps: number;
  /** Live claims whose booking, hold or block is gone or no longer occupies time. */
  orphans: number;
  /** Bookings and blocks that occupy time but lack a live claim on one of their resources. */
  unclaimed: number;
  /** Pairs of claims, still to come, that want one person at two places, the way between them included. */
  in_two_places: number;
  commands_without_outcome: number;
  /** Committed commands of a location without their event in the record, and the other way round. */
  commands_without_event: number;
  /** Events whose hash is not that of what they say and of the event before: something was changed or taken out. */
  broken_links: number;
  /** Feeds whose versions have a hole above the floor, or changes above their head. */
  feeds_with_gaps: number;
}

const faults = ['overlaps', 'orphans', 'unclaimed', 'in_two_places', 'commands_without_outcome', 'commands_without_event', 'broken_links', 'feeds_with_gaps'] as const;

export function isSound(verification: Verification): boolean {
  return faults.every((fault) => verification[fault] === 0);
}

/**
 * Proves the live data in one snapshot, as the owner (across tenants). Overlaps are found by sorting and
 * looking at what came before, so that a broken or missing constraint cannot hide them.
 */
export async function verify(owner: Pick<pg.ClientBase, 'query'>): Promise<Verification> {
  const { rows } = await owner.query<Verification>(`
    with live as (
      select claim_no, tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at
        from claim where released_at is null
    ), swept as (
      -- The latest end of all earlier starts on the lane: overlapping exactly when it lies past this start.
      select starts_at, max(ends_at) over (partition by tenant_no, resource_no, lane
          order by starts_at, claim_no rows between unbounded preceding and 1 preceding) as latest_end
        from live
    ), chained as (
      -- Events from before the chain began have no hash, and none that has one comes before them.
      select hash is not distinct from gateway.event_hash(event, lag(hash) over location_order) as sound,
          hash is null and lag(hash) over location_order is null as before_chain
        from event window location_order as (partition by tenant_no, location_id order by version)
    )
    select
      (select count(*) from live) as claims,
      (select count(*) from booking) as bookings,
      (select count(*) from command) as commands,
      (select count(*) from event) as events,
      (select count(*) from swept where latest_end > starts_at) as overlaps,
      (select count(*) from live l where not case l.owner_kind
          when 'booking' then exists (select from booking b where b.tenant_no = l.tenant_no
            and b.booking_id = l.owner_id and b.status not in ('cancelled', 'no_show'))
          when 'hold' then exists (select from hold h where h.tenant_no = l.tenant_no
            and h.hold_id = l.owner_id and h.status = 'active')
          when 'block' then exists (select from block b where b.tenant_no = l.tenant_no
            and b.block_id = l.owner_id and not b.removed)
          else false end) as orphans,
      (select count(*) from booking b cross join unnest(b.resource_ids) as resource_id
          where b.status not in ('cancelled', 'no_show') and not exists (
            select from live l join resource r on r.resource_no = l.resource_no
              where l.tenant_no = b.tenant_no and l.owner_id = b.booking_id and r.resource_id = resource_id
                and l.starts_at >= b.occupied_from and l.starts_at <= b.starts_at and l.ends_at >= b.ends_at and l.ends_at <= b.occupied_to))
        + (select count(*) from block b cross join unnest(b.resource_ids) as resource_id
          where not b.removed and not exists (
            select from live l join resource r on r.resource_no = l.resource_no
              where l.tenant_no = b.tenant_no and l.owner_id = b.block_id and r.resource_id = resource_id)) as unclaimed,
      ${inTwoPlacesQuery} as in_two_places,
      (select count(*) from command where outcome is null or outcome->>'status' is distinct from status)
        as commands_without_outcome,
      (select count(*) from command c full join event e
          on e.tenant_no = c.tenant_no and e.location_id = c.location_id and e.version = c.version
          where (c.command_id is null or e.command_id is distinct from c.command_id)
            and (c.command_id is null or c.location_id is not null)) as commands_without_event,
      (select count(*) from chained where not sound and not before_chain) as broken_links,
      (select count(*) from feed_head h where h.head < (select coalesce(max(c.version), 0) from change c
          where c.tenant_no = h.tenant_no and c.location_id = h.location_id)
        or exists (select from event e where e.tenant_no = h.tenant_no and e.location_id = h.location_id
          and e.version > h.head)) as feeds_with_gaps`, [new Date()]);
  const row = rows[0];
  if (!row) throw new Error('verify answered no row');
  return Object.fromEntries(Object.entries(row).map(([name, count]) => [name, Number(count)])) as unknown as Verification;
}
