-- Running late that is undone was told at other locations: whoever heard of it there hears how it is now.
--
-- The undo writes a notice of its own for each that it changes, with `takesBack` in its body: it says what counts without
-- the delay, which may be another one, and stands among the others by its turn.

-- What a command had said, for who takes it back.
create index message_of_late_command on message (tenant_no, command_id) where kind = 'running_late' and body ? 'lateAt';

-- Whether a queued notice is still so: it counts, the booking is where it was and still that person's, and what it says
-- lies ahead; and it is not what they know. They know what they were last told since it was put there, or else how it was
-- booked.
create or replace function gateway.is_late_news(m message) returns boolean language sql stable as $$
  select (m.body->>'start')::timestamptz > now()
    and (gateway.late_notice(m.tenant_no, m.subject_id, (m.body->>'lateResourceId')::uuid)).message_id is not distinct from m.message_id
    and exists (select from booking b
      where b.tenant_no = m.tenant_no and b.booking_id = m.subject_id and b.status in ('booked', 'arrived')
        and b.starts_at = least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz)
        and (m.body->>'lateResourceId')::uuid = any(b.resource_ids))
    and (m.body->>'start')::timestamptz is distinct from coalesce((
      select (t.body->>'start')::timestamptz from message t
        where t.tenant_no = m.tenant_no and t.subject_id = m.subject_id and t.kind = 'running_late' and t.body ? 'lateAt'
          and t.body->>'lateResourceId' = m.body->>'lateResourceId' and t.status = 'sent'
          and least((t.body->>'start')::timestamptz, (t.body->>'before')::timestamptz) = least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz)
        order by (t.body->>'turn')::integer desc, t.message_id desc limit 1), least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz))
$$;

revoke execute on all functions in schema gateway from public;
grant execute on all functions in schema gateway to holdfast_server;
