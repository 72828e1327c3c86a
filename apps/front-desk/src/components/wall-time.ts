/**
 * A wall time as somebody types it, `HH:MM`: `9`, `930`, `9.30`, `1045`, `9:30 pm`. Null when it is none.
 */
export function readWallTime(text: string): string | null {
  const match = /^(\d{1,2})(?:[:.h\s]?(\d{2}))?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (match === null) return null;
  const half = match[3]?.toLowerCase();
  const minute = Number(match[2] ?? 0);
  let hour = Number(match[1]);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  if (half === 'p' && hour < 12) hour += 12;
  if (half === 'a' && hour === 12) hour = 0;
  return hour > 23 || minute > 59 ? null : wall(hour * 60 + minute);
}

/** The next step of the grid up or down, round midnight. */
export function stepWallTime(time: string, byMinutes: number): string {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
  const step = Math.abs(byMinutes);
  const next = byMinutes > 0 ? Math.floor(minutes / step) * step + step : Math.ceil(minutes / step) * step - step;
  return wall((next + 1440) % 1440);
}

const wall = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
