-- What a business is made of. Every change is one version of the location's feed and raises
-- catalogue_version, so decisions that rested on the old settings are made again.
-- Each takes the row image of protocol/rows.ts and answers the id that stands.

-- Takes the location's lock and its next version, like every command.
create function gateway.catalogue_moves(p_tenant bigint, p_location uuid) returns bigint language sql as $$
  update feed_head set head = head + 1, catalogue_version = catalogue_version + 1
    where tenant_no = p_tenant and location_id = p_location returning head
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
