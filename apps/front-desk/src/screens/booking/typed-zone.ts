import { timeZoneNamed } from '@holdfast/domain/time-zone';
import { placeOf } from '../../words/clock.ts';

/** The zones this browser offers, for a list to pick from. */
export const knownZones = (): string[] => Intl.supportedValuesOf('timeZone');

/** What was typed as a zone: an IANA name, or its place alone where that is no other zone's. Null: neither. */
export function readZone(typed: string): string | null {
  const text = typed.trim().replaceAll(/\s+/g, ' ');
  const named = timeZoneNamed(text.replaceAll(' ', '_'));
  // `Jamaica` and `Japan` are zones by themselves; `Istanbul` is none, and one place.
  if (named !== null) return named;
  const [only, ...others] = knownZones().filter((zone) => placeOf(zone).toLowerCase() === text.toLowerCase());
  return only !== undefined && others.length === 0 ? only : null;
}
