-- What is held of a refused move, undo, series or waitlist command named nobody: the list of held time did not say for whom,
-- and whoever lost it to a manager was not told. The plan now names the customer of the record, or the title of what has none.

alter table hold add column title text; -- of what it is held for: a booking without a customer, a block

create or replace function gateway.hold_row(h hold) returns jsonb language sql stable as $$
  select jsonb_build_object('id', h.hold_id, 'locationId', h.location_id, 'serviceId', h.service_id,
    'resourceIds', to_jsonb(h.resource_ids),
    'start', gateway.wire_time(h.starts_at), 'end', gateway.wire_time(h.ends_at),
    'occupiedStart', gateway.wire_time(h.occupied_from), 'occupiedEnd', gateway.wire_time(h.occupied_to),
    'status', h.status, 'expiresAt', gateway.wire_time(h.expires_at), 'channel', h.channel,
    'refusedCommandId', h.refused_command_id, 'purpose', h.purpose, 'partySize', h.party_size,
    'squeezedIn', h.squeezed_in, 'customerName', h.customer_name, 'customerPhone', h.customer_phone,
    'customerTimeZone', h.customer_time_zone, 'title', h.title, 'occupiedByResource', h.occupied_by_resource,
    'squeezeReason', h.squeeze_reason, 'waived', h.waived)
$$;

-- An active one. Of a customer who is named by their id alone the record says the rest.
create or replace function gateway.hold_of(p_tenant bigint, p_location uuid, p_columns jsonb, p_expires timestamptz, p_squeezed boolean)
returns hold language plpgsql as $$
declare
  h hold;
begin
  h.purpose := 'asked';
  h.party_size := 1;
  h := jsonb_populate_record(h, p_columns);
  h.tenant_no := p_tenant;
  h.location_id := p_location;
  h.status := 'active';
  h.expires_at := p_expires;
  h.squeezed_in := p_squeezed;
  h.title := nullif(h.title, '');
  if h.customer_id is not null and h.customer_name is null then
    select c.name, c.phone, c.email, c.time_zone
      into h.customer_name, h.customer_phone, h.customer_email, h.customer_time_zone
      from customer c where c.tenant_no = p_tenant and c.customer_id = h.customer_id;
  end if;
  if not p_squeezed then h.squeeze_reason := null; end if;
  h.asker := coalesce(h.asker, h.hold_id::text);
  return h;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
