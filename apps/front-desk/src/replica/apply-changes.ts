import type { Change } from '@holdfast/protocol/sync';
import type { Entity, EntityRows } from '@holdfast/protocol/rows';

/** The newest image of each row that a run of changes touched. */
export type NewestRows = { [E in Entity]: Map<string, EntityRows[E]> };

/**
 * Rows travel as full images, so a run of changes is worth its last image of each row: applying them one
 * by one, page by page or all at once ends in the same state.
 */
export function newestRows(changes: readonly Change[]): NewestRows {
  const rows: NewestRows = {
    location: new Map(),
    resource: new Map(),
    service: new Map(),
    staff: new Map(),
    customer: new Map(),
    booking: new Map(),
    hold: new Map(),
    block: new Map(),
    waitlist_entry: new Map(),
    series: new Map(),
  };
  for (const change of changes) put(rows, change.entity, change.id, change.row);
  return rows;
}

function put<E extends Entity>(rows: NewestRows, entity: E, id: string, row: EntityRows[Entity]): void {
  // An entity of a newer server that this app does not know yet is skipped, not an error.
  (rows[entity] as Map<string, EntityRows[Entity]> | undefined)?.set(id, row);
}
