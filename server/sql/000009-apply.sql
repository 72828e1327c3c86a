-- Applying decisions (see the head of 000003 for the raised codes) of any number of bookings, holds and lists.
--   HF005 the resource takes no more squeeze-ins that day

drop function if exists gateway.take_lanes(bigint, uuid, bigint, bigint, integer, integer, timestamptz, timestamptz, text, uuid, timestamptz, uuid);

create or replace function gateway.count_for(
  p_tenant bigint, p_location uuid, p_version bigint, p_customer uuid, p_counts jsonb, p_sign integer, p_command uuid
) returns void language plpgsql as $$
declare
  v_customer customer;
begin
  update customer set visits = greatest(visits + p_sign * coalesce((p_counts->>'visits')::integer, 0), 0),
      no_shows = greatest(no_shows + p_sign * coalesce((p_counts->>'noShows')::integer, 0), 0)
    where tenant_no = p_tenant and customer_id = p_customer returning * into v_customer;
  perform gateway.append_change(p_tenant, p_location, p_version, 'customer', p_customer,
    gateway.customer_row(v_customer), p_command);
end $$;

-- Places, removes or brings back a block. Its claims are the plan's.
create or replace function gateway.put_block(p_tenant bigint, p_location uuid, p_version bigint, p_plan jsonb, p_command uuid)
returns jsonb language plpgsql as $$
declare
  v_block block;
begin
  if p_plan ? 'block' then
    v_block := jsonb_populate_record(null::block, p_plan->'block');
    v_block.tenant_no := p_tenant;
    v_block.location_id := p_location;
    v_block.removed := false;
    insert into block select (v_block).* on conflict do nothing;
    if not found then
      raise exception 'already exists' using errcode = 'HF003';
    end if;
  else
    update block set removed = p_plan ? 'removeBlock'
      where tenant_no = p_tenant and location_id = p_location
        and block_id = coalesce(p_plan->>'removeBlock', p_plan->>'restoreBlock')::uuid
        and removed = not (p_plan ? 'removeBlock') returning * into v_block;
    if not found then
      raise exception 'the block moved' using errcode = 'HF002';
    end if;
  end if;
  perform gateway.append_change(p_tenant, p_location, p_version, 'block', v_block.block_id, gateway.block_row(v_block), p_command);
  return gateway.block_row(v_block);
end $$;

