import { createHash } from 'node:crypto';
import { toWire, type Instant } from '@holdfast/domain/instant';

/**
 * The id of the booking for an occurrence: the UUIDv5 (RFC 9562) of the series id as namespace and of the start that
 * the rule gives the occurrence as name, in UTC with milliseconds (`2026-12-01T10:00:00.000Z`). Whoever knows the
 * series knows its bookings' ids, and a resend makes the same ones.
 */
export function occurrenceId(seriesId: string, occurrence: Instant): string {
  const namespace = Buffer.from(seriesId.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(namespace).update(toWire(occurrence)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
