import type { SqlMutant } from './sql-mutant.ts';

const file = 'server/src/running-late/told-there.pg.test.ts';
const kept = 'server/src/running-late/kept-while-late.pg.test.ts';

/** What is kept until somebody late is there, and what the other location is told of them, by what is broken. */
export const lateMutants: Readonly<Record<string, SqlMutant>> = {
  'who is late keeps what their bookings gave up': {
    in: 'keep_vacated',
    changes: [['where not exists (', 'where true or not exists (']],
    file: 'server/src/running-late/run-late-lanes.pg.test.ts',
    noticedBy: 'where nothing is kept for an undo the place a booking leaves is for sale from when whoever is late is there',
  },
  'whom another location has to tell is told here': {
    in: 'apply_plan',
    changes: [['coalesce(m.location_id, v_location)', 'v_location']],
    file,
    noticedBy: 'the other location has to tell its customers, in words of its own: there and nowhere else',
  },
  'a delay that was undone counts': {
    in: 'late_notice',
    changes: [['and not exists (select from event u where u.tenant_no = m.tenant_no and u.undoes = m.command_id)', '']],
    file,
    noticedBy: 'an undo takes back what nobody was told, and what it had replaced counts again',
  },
  'the oldest notice counts': {
    in: 'late_notice',
    changes: [["::integer desc, m.message_id desc", '::integer, m.message_id']],
    file,
    noticedBy: 'said again, later or less late, the newest counts and none stands twice',
  },
  'every notice counts': {
    in: 'is_late_news',
    changes: [["and (gateway.late_notice(m.tenant_no, m.subject_id, (m.body->>'lateResourceId')::uuid)).message_id is not distinct from m.message_id", '']],
    file,
    noticedBy: 'said again, later or less late, the newest counts and none stands twice',
  },
  'a delay of what was put elsewhere is news': {
    in: 'is_late_news',
    changes: [["and b.starts_at = least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz)", '']],
    file,
    noticedBy: 'once it is elsewhere, with somebody else or cancelled it is news to nobody',
  },
  'a delay of what was cancelled is news': {
    in: 'is_late_news',
    changes: [["and b.status in ('booked', 'arrived')", '']],
    file,
    noticedBy: 'once it is elsewhere, with somebody else or cancelled it is news to nobody',
  },
  'a delay of whom somebody else sees is news': {
    in: 'is_late_news',
    changes: [["and (m.body->>'lateResourceId')::uuid = any(b.resource_ids)", '']],
    file,
    noticedBy: 'once it is elsewhere, with somebody else or cancelled it is news to nobody',
  },
  'a delay that is over is news': {
    in: 'is_late_news',
    changes: [["(m.body->>'start')::timestamptz > now()", 'true']],
    file,
    noticedBy: 'a delay that is over is news to nobody',
  },
  'who was told nothing hears that nothing is': {
    in: 'is_late_news',
    changes: [["limit 1), least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz))", 'limit 1), null)']],
    file,
    noticedBy: 'in time after all: nothing to tell, unless somebody was told otherwise',
  },
  'what they know is news': {
    in: 'is_late_news',
    changes: [["(m.body->>'start')::timestamptz is distinct from coalesce((", 'null is distinct from coalesce((']],
    file,
    noticedBy: 'of two delays that were told, the undo of one leaves the other to be told',
  },
  'what was told of the time before counts': {
    in: 'is_late_news',
    changes: [["and least((t.body->>'start')::timestamptz, (t.body->>'before')::timestamptz) = least((m.body->>'start')::timestamptz, (m.body->>'before')::timestamptz)", '']],
    file,
    noticedBy: 'who was given another time since knows that one, and not what they were told before',
  },
  'what the desk leaves of whoever is late is for sale': {
    in: 'take_lanes',
    changes: [["k.kind = 'run_late'", 'false']],
    file: kept,
    noticedBy: 'what the desk leaves of them is sold to nobody, and the undo gives that back',
  },
  'the desk takes every place of whoever is late': {
    in: 'make_way',
    changes: [['(lane = p_lane or class_key <> p_class)', 'claim_no = any(p_yielding)']],
    file: kept,
    noticedBy: 'of several places the desk takes as many as it books, each for as long',
  },
  'whoever is late keeps another class out': {
    in: 'make_way',
    changes: [['(lane = p_lane or class_key <> p_class)', 'lane = p_lane']],
    file: kept,
    noticedBy: 'where classes are kept apart who comes takes their time of all places',
  },
  'whoever is late gives up time that is not to be had': {
    in: 'make_way',
    changes: [['exists (select from unnest(v_there) where claim_no <> all(p_yielding))', 'false']],
    file: kept,
    noticedBy: 'of commands that come at once each takes its own',
  },
  'a hold of which nothing is left goes on': {
    in: 'make_way',
    changes: [['array_agg(distinct gone.owner_id)', 'null::uuid[]']],
    file: kept,
    noticedBy: 'they end when nothing is left of them',
  },
};
