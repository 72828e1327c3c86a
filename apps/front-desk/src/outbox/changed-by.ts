import type { AtVersion } from '@holdfast/domain/own-changes';
import type { OutboxRecord } from './outbox-record.ts';

/** The bookings that a command changed, as far as its answer names them, at the versions that it left. */
export function changedBy({ command, result }: Pick<OutboxRecord, 'command' | 'result'>): AtVersion[] {
  if (result?.status !== 'committed') return [];
  const asked = (['customer', 'title', 'notes'] as const).filter((field) => field in command.args);
  // What kept all that was asked for is named, and is as somebody else left it.
  const edited = (result.edited ?? []).filter(({ keeps = [] }) => asked.length === 0 || keeps.length < asked.length);
  return [result, ...(result.moved ?? []), ...edited].flatMap(({ bookingId, bookingVersion: version }) => (bookingId === undefined || version === undefined ? [] : [{ bookingId, version }]));
}
