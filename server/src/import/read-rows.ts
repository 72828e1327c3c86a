import papaparse from 'papaparse';

export interface ImportRow {
  /** Where it stands in the file, from 1; the header is line 1. */
  line: number;
  reference: string;
  resource: string;
  start: string;
  end: string;
  timeZone: string;
  title: string;
  customer: string;
  phone: string;
  email: string;
}

export interface BadRow {
  line: number;
  reference: string | null;
  detail: string;
}

const needed = ['reference', 'resource', 'start', 'end', 'time_zone', 'title'] as const;
const optional = ['customer', 'phone', 'email'] as const;
type Column = (typeof needed)[number] | (typeof optional)[number];
const known: readonly string[] = [...needed, ...optional];

/** The file as a whole cannot be read: nothing is imported. One plain line. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/**
 * Reads CSV (UTF-8, comma or semicolon, quotes as in RFC 4180). Rows that cannot be read are answered one by
 * one with their line; a wrong header or encoding throws `UnreadableFileError`.
 */
export function readRows(bytes: Uint8Array): { rows: ImportRow[]; bad: BadRow[] } {
  const text = decode(bytes);
  const rows: ImportRow[] = [];
  const bad: BadRow[] = [];
  let header: string[] | null = null;
  // A quoted title may run over several lines; the cursor counts them.
  let readTo = 0;
  let line = 1;
  papaparse.parse<string[]>(text, {
    delimitersToGuess: [',', ';', '\t'],
    step({ data, errors, meta }) {
      const at = line;
      line += countLines(text, readTo, meta.cursor);
      readTo = meta.cursor;
      if (data.every((cell) => cell.trim() === '')) return;
      if (header === null) {
        header = checkHeader(data);
        return;
      }
      const columns = header;
      const cell = (column: Column): string => data[columns.indexOf(column)]?.trim() ?? '';
      const reference = cell('reference') || null;
      const quote = errors.find(({ type }) => type === 'Quotes');
      if (quote) bad.push({ line: at, reference, detail: `A quote is not closed or stands inside a value: ${quote.message}.` });
      else if (data.length !== columns.length)
        bad.push({ line: at, reference, detail: `It has ${data.length} values, the header names ${columns.length}.` });
      else {
        const empty = needed.filter((column) => column !== 'title' && cell(column) === '');
        if (empty.length > 0) bad.push({ line: at, reference, detail: `It has no ${empty.join(', no ')}.` });
        else
          rows.push({
            line: at,
            reference: cell('reference'),
            resource: cell('resource'),
            start: cell('start'),
            end: cell('end'),
            timeZone: cell('time_zone'),
            title: cell('title'),
            customer: cell('customer'),
            phone: cell('phone'),
            email: cell('email'),
          });
      }
    },
  });
  if (header === null) throw new UnreadableFileError(`The file is empty. Its first line must be ${needed.join(',')}.`);
  return { rows, bad };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Find the line for whoever has to repair it: the longest prefix that still decodes.
    let line = 1;
    let start = 0;
    for (let end = 0; end <= bytes.length; end++) {
      if (end < bytes.length && bytes[end] !== 0x0a) continue;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(start, end));
      } catch {
        break;
      }
      line++;
      start = end + 1;
    }
    throw new UnreadableFileError(`The file is not UTF-8: line ${line} has bytes that are no text. Save it as UTF-8 and try again.`);
  }
}

function checkHeader(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const missing = needed.filter((column) => !names.includes(column));
  if (missing.length > 0)
    throw new UnreadableFileError(
      `Line 1 must name the columns ${needed.join(',')} (and may name ${optional.join(',')}); it lacks ${missing.join(', ')}.`,
    );
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UnreadableFileError(`Line 1 names a column this import does not know: ${unknown.join(', ')}. Known: ${known.join(', ')}.`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UnreadableFileError(`Line 1 names the column ${twice} twice.`);
  return names;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
