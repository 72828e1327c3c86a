import { isSameWallClock } from '@holdfast/domain/time-zone';
import { clockOf, placeOf, type Clock } from '../words/clock.ts';
import { words } from '../words/words.ts';
import { useClock } from './desk-context.tsx';

interface Props {
  start: number;
  /** Left out: only the start is told. */
  end?: number;
  /** The customer's; null where nobody knows it. */
  zone: string | null | undefined;
}

/** A time here and on the customer's clock, where that shows something else; else nothing. */
export function BothClocks({ start, end, zone }: Props) {
  const text = bothClocks(useClock(), { start, ...(end === undefined ? {} : { end }), zone });
  return text === null ? null : <span className="both-clocks">{text}</span>;
}

/** The same as text, for what is copied or read out. */
export function bothClocks(here: Clock, { start, end = start, zone }: Props): string | null {
  if (zone == null || isSameWallClock([start, end], here.timeZone, zone)) return null;
  const there = clockOf(zone);
  const said = (clock: Clock) => (end === start ? clock.time(start) : clock.range(start, end));
  const theirs = here.date(start) === there.date(start) ? said(there) : `${there.date(start)} ${said(there)}`;
  return words.details.clocks(said(here), placeOf(here.timeZone), theirs, placeOf(zone));
}
