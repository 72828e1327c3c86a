import { ChevronDown } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { MonthPicker } from '../components/month-picker.tsx';
import { fullDay, monthOf, weekdayNames } from '../words/clock.ts';
import { words } from '../words/words.ts';

interface Props {
  className: string;
  day: string;
  today: string;
  children: ReactNode;
  onDay(day: string): void;
}

/** A button that says a day and opens a month to pick another. */
export function DayPicker({ className, day, today, children, onDay }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button className={className}>
        <span className="visually-hidden">{words.shell.pickDay}: </span>
        {children}
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="popover" placement="bottom start">
        <Dialog aria-label={words.shell.pickDay}>
          <MonthPicker
            value={day}
            today={today}
            weekdays={weekdayNames()}
            labels={{ previous: words.shell.previousMonth, next: words.shell.nextMonth, month: monthOf, day: fullDay }}
            onPick={(picked) => {
              setOpen(false);
              onDay(picked);
            }}
          />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
