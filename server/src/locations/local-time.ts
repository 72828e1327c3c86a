import { clockPeriodAt } from '@holdfast/domain/clock-period';
import { minuteMs } from '@holdfast/domain/instant';

/** A wire time (UTC) on a location's clock: RFC 3339 with its offset, e.g. `2026-11-21T18:00:00+01:00`. */
export function localTime(wire: string, timeZone: string): string {
  const instant = Date.parse(wire);
  const { offsetMs } = clockPeriodAt(instant, timeZone);
  const wall = new Date(instant + offsetMs).toISOString().slice(0, -1);
  return `${wall.endsWith('.000') ? wall.slice(0, -4) : wall}${offsetText(offsetMs)}`;
}

/** `+01:00`; with seconds in the days when noon was when the sun stood highest. */
function offsetText(offsetMs: number): string {
  const clock = new Date(Math.abs(offsetMs)).toISOString().slice(11, offsetMs % minuteMs === 0 ? 16 : 19);
  return `${offsetMs < 0 ? '-' : '+'}${clock}`;
}
