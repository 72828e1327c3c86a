import { fromWire } from '@holdfast/domain/instant';
import type { BlockRow, BookingRow, HoldRow } from '@holdfast/protocol/rows';
import type { BlockOnBoard, BookingOnBoard, Certainty, HoldOnBoard } from '../desk.ts';

/** A row as the board shows it. `key` differs from the id only for a refused wish beside the real thing. */
export function bookingItem(row: BookingRow, certainty: Certainty, key = row.id): BookingOnBoard {
  return {
    kind: 'booking',
    key,
    id: row.id,
    row,
    resourceIds: row.resourceIds,
    start: fromWire(row.start),
    end: fromWire(row.end),
    occupied: { start: fromWire(row.occupiedStart), end: fromWire(row.occupiedEnd) },
    certainty,
    atRisk: false,
  };
}

export function holdItem(row: HoldRow, certainty: Certainty, key = row.id): HoldOnBoard {
  return {
    kind: 'hold',
    key,
    id: row.id,
    row,
    resourceIds: row.resourceIds,
    start: fromWire(row.start),
    end: fromWire(row.end),
    occupied: { start: fromWire(row.occupiedStart), end: fromWire(row.occupiedEnd) },
    certainty,
    atRisk: false,
  };
}

export function blockItem(row: BlockRow, certainty: Certainty, key = row.id): BlockOnBoard {
  const range = { start: fromWire(row.start), end: fromWire(row.end) };
  return { kind: 'block', key, id: row.id, row, resourceIds: row.resourceIds, ...range, occupied: range, certainty, atRisk: false };
}
