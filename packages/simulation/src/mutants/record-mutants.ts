import type { SqlMutant } from './sql-mutant.ts';

const verified = 'server/src/ops/verify.pg.test.ts';
const together = 'server/src/commands/written-together.pg.test.ts';
const handedOver = 'server/src/api/trpc/escalations.pg.test.ts';
const undone = 'server/src/undo/undo-command.pg.test.ts';
const counted = 'server/src/bookings/counted-customers.pg.test.ts';
const swept = 'server/src/holds/swept-holds.pg.test.ts';

/** Of what the record, the counts and the sweeping of holds rest on; by what is broken. */
export const recordMutants: Readonly<Record<string, SqlMutant>> = {
  'what an event left behind is outside the chain': {
    in: 'event_hash',
    changes: [['e.before, e.after,', 'e.before,']],
    file: verified,
    noticedBy: 'a link is broken by another after',
  },
  'when an event happened is outside the chain': {
    in: 'event_hash',
    changes: [['(extract(epoch from e.at) * 1000000)::bigint', '0']],
    file: verified,
    noticedBy: 'a link is broken by another at',
  },
  'a link does not hold on to the one before': {
    in: 'event_hash',
    changes: [["coalesce(p_before, '')", "''::bytea"]],
    file: verified,
    noticedBy: 'a link is broken by an event that is taken out',
  },
  'what was answered is outside the chain': {
    in: 'chain_hash',
    changes: [["sha256(c.fingerprint || convert_to(c.outcome::text, 'UTF8'))", 'sha256(c.fingerprint)']],
    file: verified,
    noticedBy: 'a link is broken by another answer',
  },
  'what was asked is outside the chain': {
    in: 'chain_hash',
    changes: [['c.fingerprint || ', '']],
    file: verified,
    noticedBy: 'a link is broken by another fingerprint',
  },
  'each event begins a chain of its own': {
    in: 'record_event',
    changes: [['chain_hash(e, f.hash, c)', 'chain_hash(e, null, c)']],
    file: verified,
    noticedBy: 'a sound record is found sound',
  },
  'an event about several stands in the history of none': {
    in: 'record_event',
    changes: [["where b ? 'id' and", "where false and b ? 'id' and"]],
    file: verified,
    noticedBy: 'a sound record is found sound',
  },
  'a group leaves the end of the chain behind': {
    in: 'write_together',
    changes: [['set hash = w.hash', 'set hash = f.hash']],
    file: together,
    noticedBy: 'the chain of the record goes on through a group',
  },
  'what is handed over stands in no record': {
    in: 'record_escalation',
    changes: [['if v_escalation.location_id is not null then\n    perform', 'if false then\n    perform']],
    file: handedOver,
    noticedBy: 'who took it, who gave it back and how it was settled stand in the record of the location, for good',
  },
  'a missed visit that is taken back is counted once more': {
    in: 'count_for',
    changes: [['no_shows + p_sign *', 'no_shows +']],
    file: undone,
    noticedBy: 'visits and missed visits are counted back',
  },
  'a visit that is taken back is counted once more': {
    in: 'count_for',
    changes: [['visits + p_sign *', 'visits +']],
    file: undone,
    noticedBy: 'visits and missed visits are counted back',
  },
  'somebody was here less often than never': {
    in: 'count_for',
    changes: [["greatest(visits + p_sign * coalesce((p_counts->>'visits')::integer, 0), 0)", "visits + p_sign * coalesce((p_counts->>'visits')::integer, 0)"]],
    file: counted,
    noticedBy: 'nobody was here less often than never',
  },
  'what is counted is not told': {
    in: 'count_for',
    changes: [["perform gateway.append_change(p_tenant, p_location, p_version, 'customer', p_customer,\n    gateway.customer_row(v_customer), p_command);", '']],
    file: counted,
    noticedBy: 'a visit is counted, and every terminal here is told',
  },
  'a hold that lives is swept with one that ran out': {
    in: 'sweep_expired_holds',
    changes: [["and status = 'active'\n      and expires_at <= clock_timestamp();", "and status = 'active';"]],
    file: swept,
    noticedBy: 'holds that ran out are told of in one version, and only those',
  },
  'a feed moves though no hold ran out': {
    in: 'sweep_expired_holds',
    changes: [["where status = 'active' and expires_at <= clock_timestamp() order by", "where status = 'active' order by"]],
    file: swept,
    noticedBy: 'holds that ran out are told of in one version, and only those',
  },
  'what is swept keeps its time': {
    in: 'sweep_expired_holds',
    changes: [["v_due, 'expired', null)", "'{}', 'expired', null)"]],
    file: swept,
    noticedBy: 'holds that ran out are told of in one version, and only those',
  },
};
