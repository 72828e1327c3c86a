-- PostgreSQL keeps in mind which entries of a GiST page a scan found dead, and marks them when it goes on to another page. A
-- scan that is begun again (for each row of a join) still has them in mind, and two things are not noticed then
-- (gistgettuple, gistrescan, gistkillitems; seen with 18.4): that the page was the root and has been split since, and that a
-- page right below the root has been. The entries that are marked then are others, live ones: they vanish from the index, and
-- with them from the constraint. Seen at about the hundredth claim of a new database, when the root is split.
--
-- Two levels below the root neither can be. So the indexes of the constraints are made that tall before anything is booked,
-- and they stay so: a GiST gets no lower.

drop function if exists gateway.grow_claim_indexes();
drop function if exists gateway.guarded_claims();

-- What was lost before comes back. Where two claims share time by now it cannot be built: everything stays as it is then,
-- and `holdfast verify` counts them.
do $$ begin
  reindex index claim_no_overlap;
  reindex index claim_one_class;
exception when exclusion_violation then
  raise warning 'two claims share time, so the index that keeps them apart was not built anew: see holdfast verify';
end $$;

-- Live claims that the constraints' own indexes know of, once for each (a claim of a class is in both). By distance, because
-- no other index answers that: a plan that took another one would prove nothing.
create function gateway.guarded_claims() returns table (claim_no bigint, by_class boolean) language sql stable rows 1000000
  set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
  select * from (select claim_no, false from claim where released_at is null order by resource_no <-> 0::bigint) lanes
  union all
  select * from (select claim_no, true from claim where released_at is null and class_key is not null
    order by hashtextextended(class_key, 0) <-> 0::bigint) classes
$$;

-- Answers whether there was something to do. Also after an index was built anew, which makes a small one low again
-- (migrate.ts asks at every start).
create function gateway.grow_claim_indexes() returns boolean language plpgsql as $$
begin
  -- An entry takes 80 bytes at least, so a root has a hundred pages below it at most.
  if (select bool_and(pg_relation_size(i) > 250 * current_setting('block_size')::bigint) from unnest('{claim_no_overlap,claim_one_class}'::regclass[]) i) then
    return false;
  end if;
  -- Of no resource, so nothing of it is kept; but pages once split are not put together again. All at once: what was not
  -- kept makes room for what comes after it.
  insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, class_key)
    select 0, 0, 1, now() + make_interval(hours => n), now() + make_interval(hours => n + 1), 'block', gen_random_uuid(), n::text
      from generate_series(1, 20000) n;
  raise exception 'a claim of no resource was kept';
exception when foreign_key_violation then
  return true;
end $$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
revoke execute on function gateway.grow_claim_indexes(), gateway.guarded_claims() from holdfast_server;
