import type { ReactNode } from 'react';
import { words } from '../../words/words.ts';
import { TheirClock } from '../both-clocks.tsx';
import { useClock } from '../desk-context.tsx';
import './series.css';

/** Dates of a series before something is done to them. `isField`: in a form that scrolls as a whole; else they scroll by themselves, by keys too. */
export function DateList({ isField = false, children }: { isField?: boolean; children: ReactNode }) {
  return (
    <ul className="series-dates move-dates" aria-label={words.series.dates} tabIndex={isField ? undefined : 0}>
      {children}
    </ul>
  );
}

interface LineProps {
  /** Null: this computer does not know when. */
  start: number | null;
  zone: string | null | undefined;
  /** Nothing becomes of it. */
  left?: boolean;
  /** Somebody changed it since it was listed the last time. */
  isNews?: boolean;
  /** What becomes of it. */
  children: ReactNode;
}

/** One of them. */
export function DateLine({ start, zone, left = false, isNews = false, children }: LineProps) {
  const clock = useClock();
  return (
    <li className="series-date" data-left={left ? '' : undefined}>
      <span className="series-when">
        {start === null ? null : (
          <>
            <strong>{clock.date(start)}</strong> {clock.time(start)}
            <TheirClock start={start} zone={zone} />
          </>
        )}
        {isNews ? <span className="date-news">{words.series.isNews}</span> : null}
      </span>
      {children}
    </li>
  );
}
