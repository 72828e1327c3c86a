import { imagesOf } from './record-chain.ts';

/** What stands in the record under its id and is nothing that a terminal has a copy of. */
const notOnTheFeed = `('change_api_key', 'change_terminal', 'escalate', 'escalation_taken', 'escalation_given_back', 'escalation_settled')`;

/**
 * Locations whose feed would leave a terminal with a wrong copy, or that goes further than its head says. Not every
 * version has changes: a refusal that holds nothing, and a setting that terminals have no copy of, have none. But what an event
 * left behind, and what a refusal holds, is told in its version; a version is told whole; and what a command changed has an event.
 */
export const feedsWithGapsQuery = `(select count(*) from (
      select h.tenant_no, h.location_id from feed_head h
        where h.head < (select coalesce(max(c.version), 0) from change c where c.tenant_no = h.tenant_no and c.location_id = h.location_id)
          or exists (select from event e where e.tenant_no = h.tenant_no and e.location_id = h.location_id and e.version > h.head)
      union
      select c.tenant_no, c.location_id from change c group by c.tenant_no, c.location_id, c.version having count(*) <= max(c.idx)
      union
      select e.tenant_no, e.location_id from event e join feed_head h using (tenant_no, location_id)
          cross join lateral (
            select ${imagesOf('e')} where e.refusal_reason is null and e.kind not in ${notOnTheFeed}
            union all
            select jsonb_path_query(e.after, '$.alternatives[*].holdId') where e.refusal_reason is not null) told(id)
        where e.version > h.floor and not exists (select from change c where c.tenant_no = e.tenant_no
          and c.location_id = e.location_id and c.version = e.version and c.entity_id = (told.id #>> '{}')::uuid)
      union
      select c.tenant_no, c.location_id from change c
        where c.command_id is not null and not exists (select from event e where e.tenant_no = c.tenant_no
          and e.location_id = c.location_id and e.version = c.version and e.command_id = c.command_id)) gap)`;
