import type pg from 'pg';
import { feedsWithGapsQuery } from './feed-gaps.ts';
import { inTwoPlacesQuery } from './in-two-places.ts';
import { brokenLinksQuery, chainHeadsQuery, misfiledEventsQuery, type ChainHead } from './record-chain.ts';

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
  /** Commands of a location without their event in the record, and the other way round. */
  commands_without_event: number;
  /** Events whose hash is not that of what they say, of what was answered and of the event before, and ends of the chain that are not its end any more: something was changed or taken out. */
  broken_links: number;
  /** Events missing in the history of something they changed, or standing in that of something they did not. */
  events_misfiled: number;
  /** Feeds that lack what an event left behind, tell what no event explains, or go on above their head. */
  feeds_with_gaps: number;
}

export interface Verified extends Verification {
  /** To be kept elsewhere: what was so once can be shown by them, even of a chain that was written anew. */
  heads: ChainHead[];
}

const faults = ['overlaps', 'orphans', 'unclaimed', 'in_two_places', 'commands_without_outcome', 'commands_without_event', 'broken_links', 'events_misfiled', 'feeds_with_gaps'] as const;

export function isSound(verification: Verification): boolean {
  return faults.every((fault) => verification[fault] === 0);
}

/**
 * Proves the live data in one snapshot, as the owner (across tenants). Overlaps are found by sorting and
 * looking at what came before, so that a broken or missing constraint cannot hide them.
 */
export async function verify(owner: Pick<pg.ClientBase, 'query'>): Promise<Verified> {
  const { rows } = await owner.query<Verified>(`
    with live as (
      select claim_no, tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at
        from claim where released_at is null
    ), swept as (
      -- The latest end of all earlier starts on the lane: overlapping exactly when it lies past this start.
      select starts_at, max(ends_at) over (partition by tenant_no, resource_no, lane
          order by starts_at, claim_no rows between unbounded preceding and 1 preceding) as latest_end
        from live
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
          where (c.command_id is null or e.command_id is distinct from c.command_id or e.kind <> c.kind)
            and (c.command_id is null or c.location_id is not null)) as commands_without_event,
      ${brokenLinksQuery} as broken_links,
      ${misfiledEventsQuery} as events_misfiled,
      ${feedsWithGapsQuery} as feeds_with_gaps,
      ${chainHeadsQuery} as heads`, [new Date()]);
  const row = rows[0];
  if (!row) throw new Error('verify answered no row');
  const { heads, ...counted } = row;
  const counts = Object.fromEntries(Object.entries(counted).map(([name, count]) => [name, Number(count)])) as unknown as Verification;
  return { ...counts, heads };
}
