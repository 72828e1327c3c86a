import { toWire, type Instant } from '@holdfast/domain/instant';
import { stableUuid } from '../commands/stable-uuid.ts';

/**
 * The id of the booking for an occurrence, made of the series id and the start that the rule gives it: a resend makes the
 * same ones, and the two series of one id cannot both be made. docs/reference/series.md tells others how.
 */
export function occurrenceId(seriesId: string, occurrence: Instant): string {
  return stableUuid(seriesId, toWire(occurrence));
}
