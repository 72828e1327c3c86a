import Papa from 'papaparse';
import { furtherColumns, optionalColumns, requiredColumns, type RawRow } from './import-row.ts';

/** The file as a whole cannot be imported; nothing was written. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

export interface NumberedRow {
  /** Line in the file where the row starts, from 1; the header is line 1. */
  line: number;
  raw: RawRow;
}

/** Throws `UnreadableFileError` when it is not UTF-8 or a column is missing or unknown. */
export function readCsv(bytes: Uint8Array): NumberedRow[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UnreadableFileError('The file is not UTF-8. Save it as CSV UTF-8 and try again.');
  }
  const parsed = Papa.parse<string[]>(text, { skipEmptyLines: false });
  const [header, ...rows] = parsed.data;
  const columns = (header ?? []).map((column) => column.trim().toLowerCase());
  const known: readonly string[] = [...requiredColumns, ...optionalColumns, ...furtherColumns];
  const missing = requiredColumns.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    throw new UnreadableFileError(`The first line must name the columns; missing: ${missing.join(', ')}.`);
  const unknown = columns.filter((column) => !known.includes(column));
  if (unknown.length > 0)
    throw new UnreadableFileError(`Unknown columns: ${unknown.join(', ')}. Known: ${known.join(', ')}.`);

  let line = 1 + newlines(header ?? []);
  return rows.flatMap((cells): NumberedRow[] => {
    line += 1;
    const start = line;
    // A quoted cell may hold line breaks, and people look for the line their editor shows.
    line += newlines(cells);
    if (cells.every((cell) => cell.trim() === '')) return [];
    return [{ line: start, raw: Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) }];
  });
}

function newlines(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}
