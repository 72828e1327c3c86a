-- Who is yet to be told.

-- Whether a queued message is still so. That somebody runs late says when their booking begins; once it is at another
-- time (taken back, moved, later still), begun, cancelled or over, it is news to nobody. The hour alone counts as
-- begun: not every desk says who came, and what a terminal sent late may be about yesterday.
create or replace function gateway.is_news(m message) returns boolean language sql stable as $$
  select m.status = 'queued' and (m.kind <> 'running_late' or exists (select from booking b
    where b.tenant_no = m.tenant_no and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
      and b.starts_at = (m.body->>'start')::timestamptz and b.starts_at > now()))
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
