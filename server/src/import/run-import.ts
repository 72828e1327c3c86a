import { createHash, randomUUID } from 'node:crypto';
import { toWire } from '@holdfast/domain/instant';
import type { CommandOf, CustomerInput } from '@holdfast/protocol/commands';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Server } from '../server.ts';
import { CatalogueCache } from '../locations/catalogue.ts';
import { readByReference, readConflictingReferences, type ImportedBooking } from './import-sql.ts';
import { ImportResources } from './import-resources.ts';
import { readImportRow, UnreadableRowError, type ImportRow } from './import-row.ts';
import { readCsv, UnreadableFileError, type NumberedRow } from './read-csv.ts';

export interface ImportReport {
  rows: number;
  committed: number;
  unchanged: number;
  refused: RefusedRow[];
}
export interface RefusedRow {
  line: number;
  reference: string | null;
  /** A refusal reason of the gateway, or `unreadable_row`. */
  reason: Refused['reason'] | 'unreadable_row';
  detail: string;
  /** References of what stands in the way. */
  conflicts_with: string[];
}

export interface ImportOptions {
  tenantNo: TenantNo;
  locationId: string;
  createResources: boolean;
  onProgress?: (done: number, rows: number) => void;
}

/** Imports act for nobody on the staff list; the record shows the channel. */
const importActorId = '00000000-0000-0000-0000-000000000000';
const referencesPerRead = 500;

/**
 * Books every row through the gateway, in file order, each its own command: a row is there whole or not at
 * all. Idempotent by `reference`, because that is unique in the business: a row already there with the same
 * content is unchanged, with other content it is refused. Throws `UnreadableFileError`.
 */
export async function runImport(
  server: Pick<Server, 'db' | 'gateway' | 'now'>,
  bytes: Uint8Array,
  options: ImportOptions,
): Promise<ImportReport> {
  const { db, gateway } = server;
  const { tenantNo, locationId } = options;
  const rows = readCsv(bytes);
  const catalogue = await new CatalogueCache(db).get(tenantNo, locationId);
  if (!catalogue) throw new UnreadableFileError('There is no such location.');
  const resources = new ImportResources(db, tenantNo, catalogue);
  const report: ImportReport = { rows: rows.length, committed: 0, unchanged: 0, refused: [] };
  const outboxId = randomUUID();
  // Whoever runs it has the database in hand: what was squeezed in elsewhere may be here.
  const submitter = { tenantNo, terminalId: null, outboxId, locationId, keyRole: 'manager' as const };

  for (let first = 0; first < rows.length; first += referencesPerRead) {
    const page = rows.slice(first, first + referencesPerRead);
    const known = await readByReference(db, tenantNo, page.map(({ raw }) => raw['reference']?.trim() ?? ''));
    for (const [index, numbered] of page.entries()) {
      const refused = await importRow(numbered, known);
      if (refused === 'committed' || refused === 'unchanged') report[refused]++;
      else report.refused.push(refused);
      options.onProgress?.(first + index + 1, rows.length);
    }
  }
  return report;

  async function importRow(
    { line, raw }: NumberedRow,
    known: Map<string, ImportedBooking>,
  ): Promise<'committed' | 'unchanged' | RefusedRow> {
    const refuse = (reason: RefusedRow['reason'], detail: string, conflicts: string[] = []): RefusedRow => ({
      line,
      reference: raw['reference']?.trim() || null,
      reason,
      detail,
      conflicts_with: conflicts,
    });
    let row: ImportRow;
    try {
      row = readImportRow(raw);
    } catch (fault) {
      if (fault instanceof UnreadableRowError) return refuse('unreadable_row', fault.message);
      throw fault;
    }
    const there = known.get(row.reference);
    if (there) {
      if (isSame(there, row, row.resources.map((name) => resources.find(name)), locationId)) return 'unchanged';
      return refuse('already_exists', 'A booking with this reference is there with other content.', [row.reference]);
    }
    const resourceIds: string[] = [];
    for (const name of row.resources) {
      const id = resources.find(name) ?? (options.createResources ? await resources.create(name) : undefined);
      if (id === undefined) return refuse('not_found', `There is no resource "${name}" here. --create-resources makes it.`);
      resourceIds.push(id);
    }

    const command: CommandOf<'create_booking'> = {
      // A new id every run: a row refused last time deserves a fresh answer, and the unique reference
      // alone keeps a row from being booked twice.
      id: randomUUID(),
      seq: line,
      schema: 1,
      locationId,
      actorId: importActorId,
      channel: 'import',
      sawVersion: 0,
      tappedAt: toWire(server.now()),
      kind: 'create_booking',
      args: {
        bookingId: randomUUID(),
        serviceId: null,
        start: row.start,
        end: row.end,
        resourceIds,
        customer: customerOf(row, tenantNo),
        title: row.title,
        reference: row.reference,
        ...(row.partySize === 1 ? {} : { partySize: row.partySize }),
        ...(row.squeezedIn === null ? {} : { squeezeIn: { reason: row.squeezedIn } }),
      },
    };
    const outcome = await gateway.submit(submitter, command);
    if (outcome.status === 'committed') {
      // A later line with the same reference must meet this one.
      known.set(row.reference, {
        reference: row.reference,
        locationId,
        resourceIds,
        start: new Date(row.start),
        end: new Date(row.end),
        title: row.title,
        partySize: row.partySize,
        status: 'booked',
      });
      return 'committed';
    }
    const conflicts =
      outcome.conflicts.length > 0
        ? await readConflictingReferences(db, tenantNo, { locationId, resourceIds, start: row.start, end: row.end })
        : [];
    return refuse(outcome.reason, outcome.detail, conflicts);
  }
}

function isSame(there: ImportedBooking, row: ImportRow, resourceIds: readonly (string | undefined)[], locationId: string): boolean {
  return (
    there.locationId === locationId &&
    there.resourceIds.length === resourceIds.length &&
    there.resourceIds.every((id) => resourceIds.includes(id)) &&
    there.partySize === row.partySize &&
    toWire(there.start.getTime()) === row.start &&
    toWire(there.end.getTime()) === row.end &&
    there.title === row.title
  );
}

/**
 * Who can be reached is found by the gateway, as whoever comes in by another door. A name alone is the same person in this
 * run and the next: a file has nothing else to say of its regulars.
 */
function customerOf(row: ImportRow, tenantNo: TenantNo): CustomerInput | null {
  const { customer } = row;
  if (!customer) return null;
  const { name, phone, email } = customer;
  return {
    id: phone || email ? randomUUID() : idOfName(name, tenantNo),
    name,
    ...(phone ? { phone } : {}),
    ...(email ? { email } : {}),
  };
}

function idOfName(name: string, tenantNo: TenantNo): string {
  const hex = createHash('sha256').update(`holdfast-import/${tenantNo}/${name.toLowerCase()}`).digest('hex');
  // Version 8: a UUID whose bits are ours to define.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
