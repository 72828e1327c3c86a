import { fromWire, toWire } from '@holdfast/domain/instant';
import type { HoldRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type pg from 'pg';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import type { OfferUnderWay } from './choose-opening.ts';

export interface WaitingEntry {
  row: WaitlistEntryRow;
  customerEmail: string | null;
  /** Starts that were offered and not taken, RFC 3339. */
  declined: string[];
  /** By the database's clock, in milliseconds with their fraction. */
  joined: number;
  /** The same customer has an offer under way by another entry. */
  otherOffer: boolean;
}

const entryColumns = `gateway.waitlist_entry_row(e) as row, e.declined, c.email as "customerEmail",
    date_part('epoch', e.joined_at) * 1000 as joined,
    exists (select from waitlist_entry o where o.tenant_no = e.tenant_no and o.location_id = e.location_id
      and o.customer_id = e.customer_id and o.entry_id <> e.entry_id and o.status = 'offered') as "otherOffer"
  from waitlist_entry e join customer c on c.tenant_no = e.tenant_no and c.customer_id = e.customer_id`;

/** The entry as it is now, or the refusal that there is none. */
export async function readEntry(
  context: DecisionContext,
  entryId: string,
): Promise<{ kind: 'found'; entry: WaitingEntry } | Refusal> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<WaitingEntry>({
      name: 'read-waitlist-entry',
      text: `select ${entryColumns} where e.tenant_no = $1 and e.location_id = $2 and e.entry_id = $3`,
      values: [tenantNo, catalogue.location.id, entryId],
    });
    const entry = rows[0];
    return entry ? { kind: 'found', entry } : refuse('not_found', 'There is no such waitlist entry at this location.');
  });
}

/** Everybody to whom this hold is offered, in order of joining. */
export async function readOffered(context: DecisionContext, holdId: string): Promise<WaitingEntry[]> {
  const { tenantNo, catalogue } = context;
  return context.read(async (client) => {
    const { rows } = await client.query<WaitingEntry>({
      name: 'read-offered',
      text: `select ${entryColumns}
        where e.tenant_no = $1 and e.location_id = $2 and e.hold_id = $3 and e.status = 'offered'
        order by e.joined_at, e.entry_id`,
      values: [tenantNo, catalogue.location.id, holdId],
    });
    return rows;
  });
}

/**
 * Everybody who waits at a location, in the order in which they are offered something: those who answered what they were
 * offered last before those who let it run out, and each in order of joining.
 */
export async function readWaiting(client: pg.PoolClient, context: DecisionContext): Promise<WaitingEntry[]> {
  const { rows } = await client.query<WaitingEntry>({
    name: 'read-waiting',
    text: `select ${entryColumns}
      where e.tenant_no = $1 and e.location_id = $2 and e.status = 'waiting' order by e.lapses, e.joined_at, e.entry_id`,
    values: [context.tenantNo, context.catalogue.location.id],
  });
  return rows;
}

/**
 * Offers that more of those who wait may be told of: they have not begun, and at least half of their time is
 * left, so that nobody is asked to decide within seconds and then counted as not answering.
 */
export async function readOffersUnderWay(client: pg.PoolClient, context: DecisionContext): Promise<OfferUnderWay[]> {
  const { rows } = await client.query<{ row: HoldRow }>({
    name: 'read-offers-under-way',
    text: `select gateway.hold_row(h) as row from hold h
      where h.tenant_no = $1 and h.location_id = $2 and h.status = 'active' and h.purpose = 'waitlist'
        and h.expires_at > clock_timestamp() + make_interval(secs => $3::float8) and h.starts_at >= $4
      order by h.starts_at, h.hold_id`,
    values: [context.tenantNo, context.catalogue.location.id, context.catalogue.policies.waitlistOfferSeconds / 2, toWire(context.now)],
  });
  return rows.map(({ row }) => ({
    holdId: row.id,
    serviceId: row.serviceId,
    partySize: row.partySize ?? 1,
    start: fromWire(row.start),
    end: fromWire(row.end),
    resourceIds: row.resourceIds,
  }));
}
