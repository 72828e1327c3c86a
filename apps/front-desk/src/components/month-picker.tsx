import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { IconButton } from './button.tsx';
import { monthGrid, shiftDay, shiftMonth } from './month-grid.ts';
import './month-picker.css';

interface Props {
  /** Days are `YYYY-MM-DD`. */
  value: string;
  today: string;
  weekdays: readonly string[];
  labels: { previous: string; next: string; month(day: string): string; day(day: string): string };
  onPick(day: string): void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/** A month of days. Arrows move by day and week, Page Up and Down by month, Enter picks. */
export function MonthPicker({ value, today, weekdays, labels, onPick }: Props) {
  const [focused, setFocused] = useState(value);
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => {
    grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step !== undefined) setFocused(shiftDay(focused, step));
    else if (event.key === 'PageUp') setFocused(shiftMonth(focused, -1));
    else if (event.key === 'PageDown') setFocused(shiftMonth(focused, 1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="month">
      <div className="month-head">
        <IconButton label={labels.previous} onClick={() => setFocused(shiftMonth(focused, -1))}>
          <ChevronLeft size={18} />
        </IconButton>
        <strong aria-live="polite">{labels.month(focused)}</strong>
        <IconButton label={labels.next} onClick={() => setFocused(shiftMonth(focused, 1))}>
          <ChevronRight size={18} />
        </IconButton>
      </div>
      <div className="month-weekdays" aria-hidden="true">
        {weekdays.map((weekday) => (
          <span key={weekday}>{weekday}</span>
        ))}
      </div>
      <div className="month-days" role="group" aria-label={labels.month(focused)} ref={grid} onKeyDown={onKeyDown}>
        {monthGrid(focused).map((day) => (
          <button
            key={day}
            type="button"
            className="month-day"
            tabIndex={day === focused ? 0 : -1}
            data-outside={day.slice(0, 7) === focused.slice(0, 7) ? undefined : ''}
            aria-current={day === today ? 'date' : undefined}
            aria-pressed={day === value}
            aria-label={labels.day(day)}
            onClick={() => onPick(day)}
          >
            {Number(day.slice(8))}
          </button>
        ))}
      </div>
    </div>
  );
}
