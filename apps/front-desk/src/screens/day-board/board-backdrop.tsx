import type { TimeRange } from '@holdfast/domain/time-range';
import { memo } from 'react';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { useNow } from '../desk-context.tsx';
import { closedRanges, hourMarks, isInView, isUnderNow, topOf, type BoardScale } from './board-scale.ts';

const span = (scale: BoardScale, range: TimeRange) => ({ top: topOf(scale, range.start), height: topOf(scale, range.end) - topOf(scale, range.start) });

/** Hour lines and closed hours, behind the items. */
export const BoardBackdrop = memo(function BoardBackdrop({ scale, open }: { scale: BoardScale; open: readonly TimeRange[] }) {
  return (
    <div className="board-backdrop" aria-hidden="true">
      {closedRanges(scale.range, open).map((range) => (
        <div key={range.start} className="board-closed" style={span(scale, range)} />
      ))}
      {hourMarks(scale.range).map((at) => (
        <div key={at} className="board-hour" style={{ top: topOf(scale, at) }} />
      ))}
      {hourMarks(scale.range).slice(0, -1).map((at) => (
        <div key={at} className="board-half-hour" style={{ top: topOf(scale, at + 1_800_000) }} />
      ))}
    </div>
  );
});

export const BoardGutter = memo(function BoardGutter({ scale, clock }: { scale: BoardScale; clock: Clock }) {
  return (
    <div className="board-gutter" aria-hidden="true">
      <HourLabels scale={scale} clock={clock} />
      <NowLabel scale={scale} clock={clock} />
    </div>
  );
});

const minute = 60_000;

/** What has passed is greyed under the items; the line runs over them. */
export function PastShade({ scale }: { scale: BoardScale }) {
  const now = Math.min(useNow(minute), scale.range.end);
  return now <= scale.range.start ? null : <div className="board-past" aria-hidden="true" style={{ height: topOf(scale, now) }} />;
}

export function NowLine({ scale }: { scale: BoardScale }) {
  const now = useNow(minute);
  return isInView(scale, now) ? <div className="board-now" aria-hidden="true" style={{ top: topOf(scale, now) }} /> : null;
}

function HourLabels({ scale, clock }: { scale: BoardScale; clock: Clock }) {
  const now = useNow(minute);
  return hourMarks(scale.range).slice(0, -1).map((at) => (
    <span key={at} className="board-hour-label" style={{ top: topOf(scale, at), visibility: isUnderNow(scale, at, now) ? 'hidden' : undefined }}>
      {clock.wall(at)}
      <Period clock={clock} at={at} />
    </span>
  ));
}

function NowLabel({ scale, clock }: { scale: BoardScale; clock: Clock }) {
  const now = useNow(minute);
  return isInView(scale, now) ? (
    <span className="board-now-label" title={words.board.now} style={{ top: topOf(scale, now) }}>
      {clock.wall(now)}
    </span>
  ) : null;
}

/** Under an hour that the clock shows twice: which of them it is. */
function Period({ clock, at }: { clock: Clock; at: number }) {
  const period = clock.periodIfTwice(at);
  return period === null ? null : <span className="board-hour-period">{period}</span>;
}
