import { toWire } from '@holdfast/domain/instant';

/** Columns an import file must have, and those it may have. */
export const requiredColumns = ['reference', 'resource', 'start', 'end', 'time_zone', 'title'] as const;
export const optionalColumns = ['customer', 'phone', 'email'] as const;
/** Of what most calendars have none; an export has them where it needs one. */
export const furtherColumns = ['more_resources', 'party_size', 'squeezed_in'] as const;
/** Stands between the names in `more_resources`; a resource with one in its name goes by its slug. */
export const betweenResources = ';';

export type RawRow = Partial<Record<string, string>>;

/** One row, read and checked; times are RFC 3339 in UTC. */
export interface ImportRow {
  reference: string;
  /** Names or slugs; at least one. */
  resources: string[];
  start: string;
  end: string;
  title: string;
  customer: { name: string; phone: string | null; email: string | null } | null;
  partySize: number;
  /** Why it may lie beyond the capacity; null: it may not. */
  squeezedIn: string | null;
}

/** What a spreadsheet would run instead of showing; a telephone number with its country code is none. */
const formula = /^'*(?:[=@\-\t\r]|\+(?![\d ()./-]*$))/;

/**
 * A cell that a spreadsheet shows as it is, whoever typed it: customers choose their names, and staff open the file.
 * The quote in front says "text" there. `readImportRow` takes it off again, so nothing changes on the way there and back.
 */
export const asText = (value: string): string => (formula.test(value) ? `'${value}` : value);

const asTyped = (cell: string): string => (cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell);

/** A row that cannot be read; `detail` says what to do. */
export class UnreadableRowError extends Error {
  override readonly name = 'UnreadableRowError';
}

/** Throws `UnreadableRowError`. */
export function readImportRow(raw: RawRow): ImportRow {
  const timeZone = required(raw, 'time_zone', 64);
  const customerName = optional(raw, 'customer', 200);
  const phone = optional(raw, 'phone', 40);
  const email = optional(raw, 'email', 320);
  if (!customerName && (phone || email))
    throw new UnreadableRowError('There is a phone or email but no customer: give the customer a name.');
  return {
    reference: required(raw, 'reference', 80),
    resources: [required(raw, 'resource', 200), ...moreResources(raw)],
    start: instantOf('start', required(raw, 'start', 40), timeZone),
    end: instantOf('end', required(raw, 'end', 40), timeZone),
    title: required(raw, 'title', 300),
    customer: customerName ? { name: customerName, phone, email } : null,
    partySize: partySizeOf(raw),
    squeezedIn: squeezeReasonOf(raw),
  };
}

/** Any text is the reason, and a spreadsheet's no is none. */
function squeezeReasonOf(raw: RawRow): string | null {
  const cell = optional(raw, 'squeezed_in', 500);
  return cell !== null && ['no', 'false', '0'].includes(cell.toLowerCase()) ? null : cell;
}

function moreResources(raw: RawRow): string[] {
  const names = optional(raw, 'more_resources', 2_000)?.split(betweenResources) ?? [];
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function partySizeOf(raw: RawRow): number {
  const cell = optional(raw, 'party_size', 3) ?? '1';
  const size = Number(cell);
  if (!Number.isInteger(size) || size < 1 || size > 500) throw new UnreadableRowError(`party_size is not a number from 1 to 500: ${cell}`);
  return size;
}

function required(raw: RawRow, column: string, lengthMax: number): string {
  const value = optional(raw, column, lengthMax);
  if (value === null) throw new UnreadableRowError(`${column} is empty.`);
  return value;
}

function optional(raw: RawRow, column: string, lengthMax: number): string | null {
  const value = asTyped(raw[column]?.trim() ?? '');
  if (value.length > lengthMax)
    throw new UnreadableRowError(`${column} is longer than ${lengthMax} characters.`);
  if (value.includes('\u0000')) throw new UnreadableRowError(`${column} contains a NUL character.`);
  return value === '' ? null : value;
}

/**
 * Wall time in its zone. A time that a clock change skips or repeats is refused rather than guessed: the
 * file's owner knows which was meant and can write it with an offset.
 */
function instantOf(column: string, text: string, timeZone: string): string {
  if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    const instant = Date.parse(text);
    if (Number.isNaN(instant)) throw new UnreadableRowError(`${column} is not a time: ${text}`);
    return toWire(instant);
  }
  let wall: Temporal.PlainDateTime;
  try {
    wall = Temporal.PlainDateTime.from(text);
  } catch {
    throw new UnreadableRowError(`${column} is not a local time like 2026-11-21T17:00: ${text}`);
  }
  let instants: Set<number>;
  try {
    instants = new Set(
      (['earlier', 'later'] as const).map(
        (disambiguation) => wall.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds,
      ),
    );
  } catch {
    throw new UnreadableRowError(`time_zone is not an IANA zone like Europe/London: ${timeZone}`);
  }
  const [instant = Number.NaN] = instants;
  if (instants.size > 1)
    throw new UnreadableRowError(
      `${column} ${text} does not exist, or exists twice, in ${timeZone} because clocks change that night. Write it with an offset, e.g. ${text}+01:00.`,
    );
  return toWire(instant);
}
