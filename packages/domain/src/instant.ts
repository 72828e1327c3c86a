/** Milliseconds since the Unix epoch, UTC. All domain rules compute on instants, never on wall time. */
export type Instant = number;

export const minuteMs = 60_000;

/** Wire form of an instant: RFC 3339 in UTC with milliseconds, e.g. `2026-11-21T17:00:00.000Z`. */
export function toWire(instant: Instant): string {
  return new Date(instant).toISOString();
}

/** Reads an RFC 3339 time with offset; throws `RangeError` on anything else. */
export function fromWire(wire: string): Instant {
  const instant = Date.parse(wire);
  if (Number.isNaN(instant)) throw new RangeError(`Not an RFC 3339 time: ${wire}`);
  return instant;
}
