import type { TimeRange } from '@holdfast/domain/time-range';
import { memo } from 'react';
import { words } from '../../words/words.ts';
import { topOf, type BoardScale } from './board-scale.ts';

/** Px that a word needs. */
const wordHeight = 22;

interface Props {
  off: readonly TimeRange[];
  /** Why the whole day is off, e.g. `Holiday`. */
  reason: string | null;
  scale: BoardScale;
}

/** Hatched where this column is off though the location is open; said in the name of the free cell as well. */
export const ColumnHours = memo(function ColumnHours({ off, reason, scale }: Props) {
  return off.map((range) => {
    const height = topOf(scale, range.end) - topOf(scale, range.start);
    return (
      <div key={range.start} className="column-off" aria-hidden="true" style={{ top: topOf(scale, range.start), height }}>
        {height < wordHeight ? null : <span>{reason ?? words.board.off}</span>}
      </div>
    );
  });
});
