import { CalendarOff, Clock4 } from 'lucide-react';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { DayException } from '@holdfast/protocol/rows';
import { words } from '../../words/words.ts';
import { useClock } from '../desk-context.tsx';

/** One quiet line over a day that has other hours than its weekday. */
export function DayNote({ exception, open }: { exception: DayException; open: readonly TimeRange[] }) {
  const clock = useClock();
  const why = exception.reason ?? null;
  return (
    <p className="day-note" role="status">
      {open.length === 0 ? <CalendarOff size={15} aria-hidden="true" /> : <Clock4 size={15} aria-hidden="true" />}
      {open.length === 0 ? words.board.closedWhy(why) : words.board.specialHours(open.map(({ start, end }) => clock.range(start, end)).join(', '), why)}
    </p>
  );
}
