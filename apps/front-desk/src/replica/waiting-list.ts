import type { WaitlistEntryRow } from '@holdfast/protocol/rows';

/** Everybody who waits, as the server committed it: `waiting` and `offered` entries, in order of joining. */
export class WaitingList {
  readonly #rows: Map<string, WaitlistEntryRow>;
  #inOrder: readonly WaitlistEntryRow[] | null = null;

  constructor(rows: readonly WaitlistEntryRow[]) {
    this.#rows = new Map(rows.map((row) => [row.id, row]));
  }

  get(entryId: string): WaitlistEntryRow | null {
    return this.#rows.get(entryId) ?? null;
  }

  /** The same array until something changes. */
  rows(): readonly WaitlistEntryRow[] {
    this.#inOrder ??= [...this.#rows.values()].sort((a, b) => (a.joinedAt < b.joinedAt || (a.joinedAt === b.joinedAt && a.id < b.id) ? -1 : 1));
    return this.#inOrder;
  }

  apply(changed: Iterable<WaitlistEntryRow>): void {
    for (const row of changed) {
      if (isOpen(row)) this.#rows.set(row.id, row);
      else this.#rows.delete(row.id);
      this.#inOrder = null;
    }
  }
}

/** The others are over: booked, left or lapsed. */
function isOpen({ status }: WaitlistEntryRow): boolean {
  return status === 'waiting' || status === 'offered';
}
