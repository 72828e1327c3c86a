/** How long one offset lasts in a zone, ms; `to` is the first instant after it. */
interface OffsetSpan {
  from: number;
  to: number;
  offsetMs: number;
  /** E.g. `+01:00`. */
  offset: string;
}

/** The latest asked of each zone: an answer's times lie close together, and asking Temporal for each costs 10 µs. */
const spans = new Map<string, OffsetSpan>();

/** A wire time (UTC) on a location's clock: RFC 3339 with its offset, e.g. `2026-11-21T18:00:00+01:00`. */
export function localTime(wire: string, timeZone: string): string {
  const instant = Date.parse(wire);
  let span = spans.get(timeZone);
  if (!span || instant < span.from || instant >= span.to) {
    span = spanAround(instant, timeZone);
    spans.set(timeZone, span);
  }
  const wall = new Date(instant + span.offsetMs).toISOString().slice(0, -1);
  return `${wall.endsWith('.000') ? wall.slice(0, -4) : wall}${span.offset}`;
}

function spanAround(instant: number, timeZone: string): OffsetSpan {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  // An instant on a change belongs to what follows it, and is its own beginning.
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const next = zoned.getTimeZoneTransition('next');
  return {
    from: previous?.epochMilliseconds ?? -Infinity,
    to: next?.epochMilliseconds ?? Infinity,
    offsetMs: zoned.offsetNanoseconds / 1_000_000,
    offset: zoned.offset,
  };
}
