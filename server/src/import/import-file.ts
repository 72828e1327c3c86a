import { toWire } from '@holdfast/domain/instant';
import { commandArgs, commandSchemaVersion, type CommandArgs, type CommandOf, type CustomerInput } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import { stableUuid } from '../commands/stable-uuid.ts';
import type { Server } from '../server.ts';
import { insertRoom, nameConflicts, readAnswers, readResources, type KnownResource } from './import-sql.ts';
import { readRows, type ImportRow } from './read-rows.ts';
import { readWallTime } from './wall-time.ts';

export interface ImportReport {
  /** Rows in the file, the header not counted. */
  rows: number;
  committed: number;
  /** Committed by an earlier import of the same row. */
  unchanged: number;
  refused: RefusedRow[];
}

export interface RefusedRow {
  line: number;
  reference: string | null;
  /** A refusal reason of the gateway, or why the row could not become a command. */
  reason: string;
  detail: string;
  /** References of the bookings in the way, `block`, `hold`, … */
  conflicts_with: string[];
}

export interface ImportOptions {
  tenantNo: TenantNo;
  locationId: string;
  createResources: boolean;
  progress: (done: number, of: number) => void;
}

type ImportServer = Pick<Server, 'db' | 'gateway' | 'now'>;

interface Wanted {
  row: ImportRow;
  start: string;
  end: string;
}

/** An import is nobody's tap: the record names the import itself as the actor. */
const importActor = stableUuid('import', 'actor');
/** A refused row is asked again on the next import, under its next id; nobody refuses this often. */
const attemptsMax = 1_000;

/**
 * Books every row of a CSV through the gateway, on channel `import`, each row whole or not at all. The ids
 * of its commands are made from its content, so the same file again changes nothing, and a crash in the
 * middle is repaired by importing again. Throws `UnreadableFileError` before anything is written.
 */
export async function importFile(server: ImportServer, bytes: Uint8Array, options: ImportOptions): Promise<ImportReport> {
  const { rows, bad } = readRows(bytes);
  const report: ImportReport = { rows: rows.length + bad.length, committed: 0, unchanged: 0, refused: [] };
  for (const { line, reference, detail } of bad)
    report.refused.push({ line, reference, reason: 'malformed', detail, conflicts_with: [] });

  const wanted: Wanted[] = [];
  for (const row of rows) {
    const times = readTimes(row);
    if ('reason' in times) report.refused.push({ line: row.line, reference: row.reference, ...times, conflicts_with: [] });
    else wanted.push({ row, ...times });
  }
  const resources = await findResources(server, options, wanted);
  let done = 0;
  for (const want of wanted) {
    const answer = await importRow(server, options, want, resources(want.row.resource));
    if (answer === 'committed' || answer === 'unchanged') report[answer] += 1;
    else report.refused.push(answer);
    options.progress(++done, wanted.length);
  }
  report.refused.sort((one, other) => one.line - other.line);
  return report;
}

async function importRow(
  server: ImportServer,
  { tenantNo, locationId }: ImportOptions,
  { row, start, end }: Wanted,
  resource: KnownResource | undefined,
): Promise<'committed' | 'unchanged' | RefusedRow> {
  const no = (reason: string, detail: string, conflicts_with: string[] = []): RefusedRow => ({
    line: row.line,
    reference: row.reference,
    reason,
    detail,
    conflicts_with,
  });
  if (!resource)
    return no('not_found', `There is no resource "${row.resource}" at this location. Import with --create-resources to make it.`);
  const whose = [String(tenantNo), locationId];
  const args: CommandArgs<'create_booking'> = {
    bookingId: stableUuid('import', 'booking', ...whose, row.reference),
    serviceId: null,
    start,
    end,
    resourceIds: [resource.id],
    customer: customerOf(row, whose),
    ...(row.title ? { title: row.title } : {}),
    reference: row.reference,
  };
  const parsed = commandArgs.create_booking.safeParse(args);
  if (!parsed.success)
    return no('malformed', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));

  const content = JSON.stringify([resource.id, start, end, row.title, row.customer, row.phone, row.email]);
  const id = await nextCommandId(server, tenantNo, (attempt) =>
    stableUuid('import', 'command', ...whose, row.reference, content, String(attempt)),
  );
  if (id === 'committed') return 'unchanged';
  const command: CommandOf<'create_booking'> = {
    id,
    seq: row.line,
    schema: commandSchemaVersion,
    locationId,
    actorId: importActor,
    channel: 'import',
    sawVersion: 0,
    tappedAt: toWire(server.now()),
    kind: 'create_booking',
    args: parsed.data,
  };
  const outcome = await server.gateway.submit({ tenantNo, terminalId: null, locationId, outboxId: null }, command);
  if (outcome.status === 'committed') return 'committed';
  const inTheWay = await nameConflicts(server.db, tenantNo, locationId, outcome.conflicts);
  if (outcome.reason === 'already_exists')
    return no(outcome.reason, `Reference ${row.reference} was imported before with other content. It was left as it is.`, [row.reference]);
  return no(outcome.reason, outcome.detail, inTheWay);
}

/**
 * The id to send for a row: its first that was never answered. A refusal stands for its id for good, but the
 * slot may have become free since, so another import asks anew. `committed`: there is nothing left to do.
 */
async function nextCommandId(
  { db }: ImportServer,
  tenantNo: TenantNo,
  idOf: (attempt: number) => string,
): Promise<string | 'committed'> {
  const batch = 4;
  for (let first = 0; first < attemptsMax; first += batch) {
    const ids = Array.from({ length: batch }, (_, index) => idOf(first + index));
    const answers: Map<string, Outcome> = await readAnswers(db, tenantNo, ids);
    for (const id of ids) {
      const answer = answers.get(id);
      if (!answer) return id;
      if (answer.status === 'committed') return 'committed';
    }
  }
  throw new Error(`A row was refused ${attemptsMax} times`);
}

function readTimes(row: ImportRow): { start: string; end: string } | { reason: string; detail: string } {
  const start = readWallTime(row.start, row.timeZone);
  const end = readWallTime(row.end, row.timeZone);
  for (const [column, read] of [['start', start], ['end', end]] as const)
    if (read.kind !== 'instant') return { reason: `${read.kind}_time`.replace('unknown_zone_time', 'unknown_zone'), detail: `${column}: ${read.detail}` };
  if (start.kind !== 'instant' || end.kind !== 'instant') throw new Error('both times were read');
  return { start: start.wire, end: end.wire };
}

/** Rows name a resource by slug or by name, in any case. Missing ones are made only when asked to. */
async function findResources(
  { db }: ImportServer,
  { tenantNo, locationId, createResources }: ImportOptions,
  wanted: readonly Wanted[],
): Promise<(named: string) => KnownResource | undefined> {
  const known = new Map<string, KnownResource>();
  const remember = (resource: KnownResource): void => {
    for (const key of [resource.slug, resource.name].map(fold)) if (!known.has(key)) known.set(key, resource);
  };
  const there = await readResources(db, tenantNo, locationId);
  there.forEach(remember);
  if (createResources) {
    const slugs = new Set(there.map(({ slug }) => slug));
    for (const { row } of wanted) {
      if (known.has(fold(row.resource)) || row.resource.length > 200 || row.resource.includes('\u0000')) continue;
      const room = {
        id: stableUuid('import', 'resource', String(tenantNo), locationId, fold(row.resource)),
        slug: freeSlug(row.resource, slugs),
        name: row.resource,
      };
      await insertRoom(db, tenantNo, locationId, room);
      slugs.add(room.slug);
      remember(room);
    }
  }
  return (named) => known.get(fold(named));
}

const fold = (name: string): string => name.normalize('NFC').toLowerCase();

function freeSlug(name: string, taken: ReadonlySet<string>): string {
  const plain =
    name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'room';
  let slug = plain;
  for (let number = 2; taken.has(slug); number++) slug = `${plain}-${number}`;
  return slug;
}

/**
 * The same e-mail address or phone number is the same customer; a bare name could be two people, so it is
 * one per row.
 */
function customerOf(row: ImportRow, whose: string[]): CustomerInput | null {
  const { customer: name, phone, email, reference } = row;
  if (!name) return null;
  const identity = email ? ['email', fold(email)] : phone ? ['phone', phone.replace(/[^\d+]/g, '')] : ['row', reference];
  return {
    id: stableUuid('import', 'customer', ...whose, ...identity),
    name,
    ...(phone ? { phone } : {}),
    ...(email ? { email } : {}),
  };
}
