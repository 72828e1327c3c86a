import { clockPeriodAt } from './clock-period.ts';
import type { Instant } from './instant.ts';

/** Names only: Temporal and Intl would also take offsets, and Temporal whole timestamps. */
const nameShape = /^[a-z][a-z0-9_+-]*(\/[a-z0-9_+-]+)*$/i;

/** The zone's IANA name as it is usually written (`Europe/London`, however it was typed), or null for one nobody knows here. */
export function timeZoneNamed(name: string): string | null {
  if (!nameShape.test(name)) return null;
  try {
    // Intl knows names only, so what Temporal would read as a time (`T10Z`) ends here.
    new Intl.DateTimeFormat('en', { timeZone: name });
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

/**
 * Whether clocks in two zones show the same at all of these instants. A zone that this device has never heard of (its
 * data is older than who wrote it) counts as the same: there is nothing to show for it.
 */
export function isSameWallClock(instants: readonly Instant[], zone: string, otherZone: string): boolean {
  if (zone === otherZone || timeZoneNamed(otherZone) === null) return true;
  return instants.every((instant) => clockPeriodAt(instant, zone).offsetMs === clockPeriodAt(instant, otherZone).offsetMs);
}
