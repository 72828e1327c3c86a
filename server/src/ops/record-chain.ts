/** The newest event of a location's record: whoever knows its hash from elsewhere knows whether anything before it was changed. */
export interface ChainHead {
  tenant: string;
  location: string;
  /** Of that event in the location's feed. */
  version: number;
  /** SHA-256, hex; null: the record is older than the chain and nothing came since. */
  hash: string | null;
}

/** `ChainHead[]` as JSON, in order of the locations' names. */
export const chainHeadsQuery = `(select coalesce(jsonb_agg(jsonb_build_object('tenant', t.slug, 'location', l.slug, 'version', newest.version,
      'hash', encode(newest.hash, 'hex')) order by t.slug, l.slug), '[]')
    from location l join tenant t using (tenant_no) cross join lateral (select e.version, e.hash from event e
      where e.tenant_no = l.tenant_no and e.location_id = l.location_id order by e.version desc limit 1) newest)`;

/**
 * Events that are not as they were chained (gateway.chain_hash), and ends of the chain that are not the newest event any
 * more. What is older than the chain, or than the answer in it, was noted once and for all in \`chain_start\`: a hash that is
 * missing anywhere else was taken away.
 */
export const brokenLinksQuery = `(select count(*) from (
      select case
          when e.version <= coalesce(s.hashed_after, 0) then e.hash is null
          when e.version <= coalesce(s.answered_after, 0) then e.hash is not distinct from gateway.event_hash(e, lag(e.hash) over in_order)
          else e.hash is not distinct from gateway.chain_hash(e, lag(e.hash) over in_order, c) end as is_sound
        from event e left join command c using (tenant_no, command_id) left join chain_start s on s.tenant_no = e.tenant_no and s.location_id = e.location_id
        window in_order as (partition by e.tenant_no, e.location_id order by e.version)) chained
      where not is_sound)
    + (select count(*) from location l left join feed_head h using (tenant_no, location_id)
      where h.hash is distinct from (select e.hash from event e
        where e.tenant_no = l.tenant_no and e.location_id = l.location_id order by e.version desc limit 1))`;

/** The rows whose images an event carries, by id: one as itself, several as a list. */
export const imagesOf = (event: string): string =>
  `jsonb_path_query(${event}.after, (case when ${event}.after ? 'bookings' then '$.bookings[*].id' else '$.id' end)::jsonpath)`;

/** Lines of `event_subject` that do not follow from their event, and those that should stand there and do not. */
export const misfiledEventsQuery = `(select count(*)
    from (select distinct e.tenant_no, (image #>> '{}')::uuid as subject_id, e.location_id, e.version, true as expected
        from event e cross join lateral ${imagesOf('e')} image
        where (image #>> '{}')::uuid is distinct from e.subject_id) derived
      full join (select tenant_no, subject_id, location_id, version, true as found from event_subject) filed using (tenant_no, subject_id, location_id, version)
    where expected is null or found is null)`;
