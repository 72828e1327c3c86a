import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { CustomerRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { SnapshotLine } from '@holdfast/protocol/sync';
import { ServerCallError } from '../api/server-calls.ts';
import type { CachedCatalogue, CachedDay } from './cache-db.ts';
import { daysBetween } from './location-days.ts';

export interface Snapshot {
  epoch: string;
  version: number;
  serverNow: string;
  catalogue: CachedCatalogue;
  /** One for every day asked for, also the empty ones. */
  days: CachedDay[];
  customers: CustomerRow[];
  /** Empty from a server of before the waitlist. */
  waitlist: WaitlistEntryRow[];
  /** Ids; empty from a server that does not tell them. */
  cancelledSeries: string[];
}

/** The server's rows have a shape this app does not know: it must be updated before it can copy them. */
class NewerReplicaError extends Error {
  override readonly name = 'NewerReplicaError';
}

/**
 * Reads a snapshot to its `end` line and checks it against what that line counts. Throws
 * `ServerCallError` for anything cut short or disordered: half a calendar must never look like a whole one.
 */
export async function readSnapshot(
  lines: AsyncIterable<SnapshotLine>,
  span: { from: string; to: string },
): Promise<Snapshot> {
  let head: Extract<SnapshotLine, { type: 'head' }> | null = null;
  let end: Extract<SnapshotLine, { type: 'end' }> | null = null;
  const days = new Map<string, CachedDay>();
  const customers: CustomerRow[] = [];
  const waitlist: WaitlistEntryRow[] = [];
  const cancelledSeries: string[] = [];
  let rows = 0;
  let dayLines = 0;
  for await (const line of lines) {
    if (end || (!head && line.type !== 'head')) throw broken('it is out of order');
    if (line.type === 'head') head = line;
    else if (line.type === 'customers') {
      customers.push(...line.rows);
      rows += line.rows.length;
    } else if (line.type === 'day') {
      const { day, bookings, holds, blocks } = line;
      days.set(day, { day, bookings, holds, blocks, complete: true });
      dayLines += 1;
      rows += bookings.length + holds.length + blocks.length;
    } else if (line.type === 'waitlist') waitlist.push(...line.rows);
    else if (line.type === 'series') cancelledSeries.push(...line.rows.map(({ id }) => id));
    else if (line.type === 'end') end = line;
  }
  if (!head || !end) throw broken('it was cut short');
  if (end.version !== head.version || end.days !== dayLines || end.rows !== rows)
    throw broken(`it counts ${end.days} days and ${end.rows} rows, but brought ${dayLines} and ${rows}`);
  if ((end.waiting ?? 0) !== waitlist.length) throw broken(`it counts ${end.waiting ?? 0} who wait, but brought ${waitlist.length}`);
  if (head.replicaSchema !== replicaSchemaVersion)
    throw new NewerReplicaError(`The server's rows are at version ${head.replicaSchema}, not ${replicaSchemaVersion}.`);
  for (const day of daysBetween(span.from, span.to))
    if (!days.has(day)) days.set(day, { day, bookings: [], holds: [], blocks: [], complete: true });
  const { epoch, version, serverNow, location, resources, services, staff } = head;
  return { epoch, version, serverNow, catalogue: { location, resources, services, staff }, days: [...days.values()], customers, waitlist, cancelledSeries };
}

const broken = (why: string): ServerCallError =>
  new ServerCallError('transport', `The copy of the calendar cannot be used: ${why}.`);
