import type { WaitlistEntryRow } from '@holdfast/protocol/rows';

/** Everybody who waits, as the server committed it: `waiting` and `offered` entries, in the order in which they are asked. */
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
    this.#inOrder ??= [...this.#rows.values()].sort(inOrder);
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

/** Who let their last offer run out stands behind those who did not; each in order of joining. */
function inOrder(a: WaitlistEntryRow, b: WaitlistEntryRow): number {
  const lapses = (a.lapses ?? 0) - (b.lapses ?? 0);
  return lapses === 0 ? (a.joinedAt < b.joinedAt || (a.joinedAt === b.joinedAt && a.id < b.id) ? -1 : 1) : lapses;
}

/** The others are over: booked, left or lapsed. */
function isOpen({ status }: WaitlistEntryRow): boolean {
  return status === 'waiting' || status === 'offered';
}
