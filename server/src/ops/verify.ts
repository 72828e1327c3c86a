import type pg from 'pg';
import { claimFaults } from './claims-of-owners.ts';
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
  /** Live claims that share a resource which keeps classes apart with another class, or do not say there which they are of. */
  mixed_classes: number;
  /** Live claims that an index by which the database keeps claims apart does not know: it would take what overlaps them. */
  unguarded: number;
  /** Live claims whose booking, hold or block is gone or no longer occupies time. */
  orphans: number;
  /** Resources of bookings, holds and blocks that occupy time, on which no live claim of theirs covers it. */
  unclaimed: number;
  /** Resources on which a booking, hold or block has fewer or more lanes than it takes, and claims of holds that were released before they ended. */
  wrong_lanes: number;
  /** Resources that a booking, hold or block claims longer or shorter than it occupies them, preparation and cleanup included. */
  wrong_times: number;
  /** Live claims of a booking, hold or block that occupies time, on resources that it does not have. */
  wrong_resources: number;
  /** Resources that a hold claims until another moment than it ends, or that a booking or block claims as if it ended or yielded. */
  wrong_expiries: number;
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

const faults = ['overlaps', 'mixed_classes', 'unguarded', 'orphans', 'unclaimed', 'wrong_lanes', 'wrong_times', 'wrong_resources', 'wrong_expiries', 'in_two_places', 'commands_without_outcome', 'commands_without_event', 'broken_links', 'events_misfiled', 'feeds_with_gaps'] as const;

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
      select claim_no, tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, expires_at, yields, class_key
        from claim where released_at is null
    ), swept as (
      -- The latest end of all earlier starts on the lane: overlapping exactly when it lies past this start.
      select starts_at, max(ends_at) over (partition by tenant_no, resource_no, lane
          order by starts_at, claim_no rows between unbounded preceding and 1 preceding) as latest_end
        from live
    ), in_class as (
      -- A dozen guests of a class are one: they begin and end together.
      select distinct tenant_no, resource_no, class_key, starts_at, ends_at from live where class_key is not null
    ), orphaned as (
      select count(*) as claims from live l where not case l.owner_kind
          when 'booking' then exists (select from booking b where b.tenant_no = l.tenant_no
            and b.booking_id = l.owner_id and b.status not in ('cancelled', 'no_show'))
          when 'hold' then exists (select from hold h where h.tenant_no = l.tenant_no
            and h.hold_id = l.owner_id and h.status = 'active')
          when 'block' then exists (select from block b where b.tenant_no = l.tenant_no
            and b.block_id = l.owner_id and not b.removed)
          else false end
    ), ${claimFaults}
    select
      (select count(*) from live) as claims,
      (select count(*) from booking) as bookings,
      (select count(*) from command) as commands,
      (select count(*) from event) as events,
      (select count(*) from swept where latest_end > starts_at) as overlaps,
      (select count(*) from in_class a join in_class b on b.tenant_no = a.tenant_no and b.resource_no = a.resource_no
          and b.class_key > a.class_key and b.starts_at < a.ends_at and b.ends_at > a.starts_at)
        + (select count(*) from live l join resource r on r.tenant_no = l.tenant_no and r.resource_no = l.resource_no
          where r.one_class_at_a_time and r.capacity > 1 and l.class_key is null and l.ends_at > clock_timestamp()) as mixed_classes,
      (select count(*) from (
          select claim_no, false from live union all select claim_no, true from live where class_key is not null
          except all select claim_no, by_class from gateway.guarded_claims()) unknown) as unguarded,
      orphaned.claims as orphans,
      fault.unclaimed,
      fault.wrong_lanes + fault.let_go as wrong_lanes,
      fault.wrong_times,
      fault.unexpected - orphaned.claims as wrong_resources,
      fault.wrong_expiries,
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
      ${chainHeadsQuery} as heads
    from claim_fault fault cross join orphaned`, [new Date()]);
  const row = rows[0];
  if (!row) throw new Error('verify answered no row');
  const { heads, ...counted } = row;
  const counts = Object.fromEntries(Object.entries(counted).map(([name, count]) => [name, Number(count)])) as unknown as Verification;
  return { ...counts, heads };
}
