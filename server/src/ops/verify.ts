import type pg from 'pg';

export interface Verification {
  /** Claims that occupy time now. */
  claims: number;
  /** Pairs of claims that occupy the same lane of a resource at the same time. */
  overlaps: number;
  /** Claims whose owner is not there or no longer entitled, and owners whose claims are missing. */
  orphans: number;
  /** Claims beyond what the resource can hold: a lane above its capacity. */
  over_capacity: number;
  commands: number;
  commands_without_outcome: number;
  /** Commands that touched a location's feed but left no event, or an event without its command. */
  commands_without_event: number;
  /** Versions missing between a feed's floor and its head, of those that commands produced. */
  feed_gaps: number;
  bookings: number;
}

/**
 * Proves the promises on the data itself, as the owner and without leaning on the exclusion constraint: a
 * sweep over claims sorted by start, not the index that keeps them apart.
 */
export async function verify(owner: pg.Client): Promise<Verification> {
  const ask = async (text: string): Promise<number> => Number((await owner.query<{ n: string }>(`select count(*) as n from (${text}) found`)).rows[0]?.n);
  await owner.query('begin transaction isolation level repeatable read read only');
  try {
    return {
      claims: await ask('select from claim where released_at is null'),
      overlaps: await ask(`
        select from (
          select starts_at, max(ends_at) over (partition by tenant_no, resource_no, lane
              order by starts_at, ends_at, claim_no rows between unbounded preceding and 1 preceding) as busy_until
            from claim where released_at is null) swept
          where starts_at < busy_until`),
      orphans: await ask(`
        select c.claim_no from claim c where c.released_at is null and not case c.owner_kind
            when 'booking' then exists (select from booking b where b.tenant_no = c.tenant_no
              and b.booking_id = c.owner_id and b.status not in ('cancelled', 'no_show')
              and b.occupied_from = c.starts_at and b.occupied_to = c.ends_at)
            when 'hold' then exists (select from hold h where h.tenant_no = c.tenant_no
              and h.hold_id = c.owner_id and h.status = 'active')
            when 'block' then exists (select from block k where k.tenant_no = c.tenant_no
              and k.block_id = c.owner_id and not k.removed)
            else false end
        union all
        select null from booking b cross join unnest(b.resource_ids) as needed(resource_id)
          where b.status not in ('cancelled', 'no_show') and not exists (
            select from claim c join resource r on r.resource_no = c.resource_no
              where c.tenant_no = b.tenant_no and c.owner_id = b.booking_id and c.released_at is null
                and r.resource_id = needed.resource_id
                and c.starts_at = b.occupied_from and c.ends_at = b.occupied_to)`),
      over_capacity: await ask(`
        select from claim c join resource r on r.resource_no = c.resource_no
          where c.released_at is null and (c.lane > r.capacity or r.tenant_no <> c.tenant_no)`),
      commands: await ask('select from command'),
      commands_without_outcome: await ask(`
        select from command where jsonb_typeof(outcome) is distinct from 'object'
          or outcome->>'status' is distinct from status or (outcome->>'version')::bigint is distinct from version`),
      commands_without_event: await ask(`
        select from command c full join event e on e.tenant_no = c.tenant_no and e.command_id = c.command_id
          where e.command_id is null and c.version > 0 or c.command_id is null or c.version <> e.version`),
      feed_gaps: await ask(`
        select from command c join feed_head h using (tenant_no, location_id)
          where c.version > h.head or (c.status = 'committed' and c.version > h.floor and not exists (
            select from change g where g.tenant_no = c.tenant_no and g.location_id = c.location_id
              and g.version = c.version))`),
      bookings: await ask('select from booking'),
    };
  } finally {
    await owner.query('rollback');
  }
}

/** Nothing found that must not be. */
export function isSound(found: Verification): boolean {
  const { overlaps, orphans, over_capacity, commands_without_outcome, commands_without_event, feed_gaps } = found;
  return overlaps + orphans + over_capacity + commands_without_outcome + commands_without_event + feed_gaps === 0;
}
