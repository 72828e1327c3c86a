import { toWire } from '@holdfast/domain/instant';

export type WallTime =
  | { kind: 'instant'; wire: string }
  | { kind: 'unreadable' | 'unknown_zone' | 'nonexistent' | 'ambiguous'; detail: string };

const shape = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;

/**
 * A wall-clock time in a zone, `2025-02-01T10:30[:00]`, as an instant. A time with an offset or `Z` is taken
 * as it is. On the nights when clocks change a wall time may not exist or exist twice; nobody but the
 * organiser knows which was meant, so it is not guessed.
 */
export function readWallTime(text: string, timeZone: string): WallTime {
  const written = text.trim();
  const bare = shape.test(written);
  try {
    // Parsing at any instant names the zone if it is unknown.
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
  } catch {
    return { kind: 'unknown_zone', detail: `"${timeZone}" is not an IANA time zone such as Europe/Brussels.` };
  }
  try {
    if (!bare) return { kind: 'instant', wire: toWire(Temporal.Instant.from(written).epochMilliseconds) };
    const wall = Temporal.PlainDateTime.from(written.replace(' ', 'T'));
    const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
      wall.toZonedDateTime(timeZone, { disambiguation }),
    ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime];
    if (earlier.epochMilliseconds === later.epochMilliseconds)
      return { kind: 'instant', wire: toWire(earlier.epochMilliseconds) };
    if (earlier.toPlainDateTime().equals(wall))
      return {
        kind: 'ambiguous',
        detail: `${written} happens twice in ${timeZone} (clocks go back). Write it with an offset: ${earlier.toString({ timeZoneName: 'never' })} or ${later.toString({ timeZoneName: 'never' })}.`,
      };
    return {
      kind: 'nonexistent',
      detail: `${written} does not exist in ${timeZone} (clocks go forward). Write it with an offset, e.g. ${later.toString({ timeZoneName: 'never' })}.`,
    };
  } catch {
    return { kind: 'unreadable', detail: `"${written.slice(0, 60)}" is not a time such as 2025-02-01T10:30:00.` };
  }
}
