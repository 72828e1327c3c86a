/** A wire time (UTC) on a location's clock: RFC 3339 with its offset, e.g. `2026-11-21T18:00:00+01:00`. */
export function localTime(wire: string, timeZone: string): string {
  return Temporal.Instant.from(wire).toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never' });
}
