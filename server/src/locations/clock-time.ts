import { wallAt } from '@holdfast/domain/clock-period';
import type { Instant } from '@holdfast/domain/instant';
import { showingsOf } from '@holdfast/domain/shown-twice';

/** `10:42` on a zone's clock; of a time that it shows twice that night, which of the two: `01:30 BST`. */
export function clockTime(instant: Instant, timeZone: string): string {
  const time = new Date(wallAt(instant, timeZone)).toISOString().slice(11, 16);
  if (showingsOf(instant, timeZone).length === 1) return time;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'short' }).formatToParts(instant);
  return [time, ...parts.filter(({ type }) => type === 'timeZoneName').map(({ value }) => value)].join(' ');
}
