import { isLegalStatusChange, mayBeNoShow, noShowGraceMs } from '@holdfast/domain/booking-status';
import type { CommandKind } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { words } from '../../words/words.ts';

type StepKind = Extract<CommandKind, 'arrive_booking' | 'start_booking' | 'complete_booking'>;

export interface Step {
  kind: StepKind;
  label: string;
  after: BookingRow['status'];
}

/** The one primary step of a booking, or null when it is finished. */
export function primaryStep(status: BookingRow['status']): Step | null {
  if (isLegalStatusChange(status, 'arrived')) return { kind: 'arrive_booking', label: words.details.arrived, after: 'arrived' };
  if (isLegalStatusChange(status, 'in_service')) return { kind: 'start_booking', label: words.details.start, after: 'in_service' };
  if (isLegalStatusChange(status, 'done')) return { kind: 'complete_booking', label: words.details.done, after: 'done' };
  return null;
}

export const canMove = (status: BookingRow['status']): boolean => status === 'booked' || status === 'arrived';
export const canCancel = (status: BookingRow['status']): boolean => isLegalStatusChange(status, 'cancelled');

/** `from` says when a no-show becomes possible; null when the status allows none at all. */
export function noShowStep(row: BookingRow, now: number): { allowed: boolean; from: number } | null {
  if (!isLegalStatusChange(row.status, 'no_show')) return null;
  const start = Date.parse(row.start);
  return { allowed: mayBeNoShow(start, now), from: start + noShowGraceMs };
}
