import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '@holdfast/server/access/scope';
import { isSound, verify } from '@holdfast/server/ops/verify';
import type { Ledger } from './drill-load.ts';

interface Effect {
  id: string;
  outcome: Outcome | null;
  events: number;
  bookings: number;
  claims: number;
}

/**
 * Holds what the clients of these tenants were told against what the database has. Every fault is a line; none: each command
 * id has its one answer, one event, and, when committed, one booking with one claim on the very time.
 */
export async function faultsOfRecord(owner: pg.Pool, tenantNos: readonly TenantNo[], ledger: Ledger): Promise<string[]> {
  if (ledger.unknown.size > 0) throw new Error('Settle what is unknown before looking');
  const faults: string[] = [];
  const told = [...ledger.answers.values()];
  const { rows } = await owner.query<Effect>(
    `select t.id, c.outcome,
        (select count(*)::int from event e where e.command_id = t.id) as events,
        (select count(*)::int from booking b where b.booking_id = t.booking_id and b.status = 'booked'
            and b.starts_at = t.starts_at and b.resource_ids = array[t.resource_id]) as bookings,
        (select count(*)::int from claim l where l.owner_id = t.booking_id and l.released_at is null
            and l.starts_at = t.starts_at) as claims
       from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::uuid[]) as t (id, booking_id, starts_at, resource_id)
       left join command c on c.command_id = t.id`,
    [
      told.map(({ booking }) => booking.id),
      told.map(({ booking }) => booking.args.bookingId),
      told.map(({ booking }) => booking.args.start),
      told.map(({ booking }) => booking.args.resourceIds[0]),
    ],
  );
  for (const { id, outcome, events, bookings, claims } of rows) {
    const answer = ledger.answers.get(id)?.outcome;
    const wanted = answer?.status === 'committed' ? 1 : 0;
    if (outcome === null) faults.push(`${id} was answered "${answer?.status}" and is lost`);
    else if (!isDeepStrictEqual(outcome, answer)) faults.push(`${id} has another outcome than was answered`);
    if (events !== 1 || bookings !== wanted || claims !== wanted)
      faults.push(`${id} (${answer?.status}) has ${events} events, ${bookings} bookings and ${claims} claims`);
  }

  // Nothing beside what the clients know: a booking nobody asked for, or one made twice. Settings and access are
  // changed by nobody's command.
  const all = await owner.query<{ commands: number; events: number; bookings: number }>(
    `select (select count(*)::int from command where tenant_no = any($1) and kind not like 'change\\_%') as commands,
        (select count(*)::int from event where tenant_no = any($1) and kind not like 'change\\_%') as events,
        (select count(*)::int from booking where tenant_no = any($1)) as bookings`,
    [tenantNos],
  );
  const expected = { commands: told.length, events: told.length, bookings: ledger.committed };
  if (!isDeepStrictEqual(all.rows[0], expected))
    faults.push(`There are ${JSON.stringify(all.rows[0])}, the clients know of ${JSON.stringify(expected)}`);
  const verification = await verify(owner);
  if (!isSound(verification)) faults.push(`The record is unsound: ${JSON.stringify(verification)}`);
  return faults;
}

/** Of these commands, those the database has an outcome for. */
export async function countKnown(owner: pg.Pool, ids: readonly string[]): Promise<number> {
  const { rows } = await owner.query<{ known: number }>(
    'select count(*)::int as known from command where command_id = any($1::uuid[])',
    [ids],
  );
  return rows[0]?.known ?? 0;
}
