import type { HoldOnBoard } from '../desk.ts';
import { takesTime } from './at-risk.ts';
import type { Overlaid } from './overlay.ts';

/** What is held at this moment, the overlay included, the first to run out first; one that has no answer yet has no end, and stands last. */
export function liveHolds(base: Iterable<HoldOnBoard>, overlay: ReadonlyMap<string, Pick<Overlaid, 'item'>>, now: number): HoldOnBoard[] {
  const held = [...base].filter(({ id }) => !overlay.has(`hold:${id}`));
  for (const { item } of overlay.values()) if (item?.kind === 'hold') held.push(item);
  const end = (hold: HoldOnBoard): number => (hold.certainty === 'waiting' ? Infinity : Date.parse(hold.row.expiresAt));
  return held
    .filter((hold) => hold.row.status === 'active' && takesTime(hold, now))
    .sort((one, other) => (end(one) === end(other) ? (one.id < other.id ? -1 : 1) : end(one) - end(other)));
}
