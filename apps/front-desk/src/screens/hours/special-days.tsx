import { addDays, dayOf } from '@holdfast/domain/opening-hours';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button, IconButton } from '../../components/button.tsx';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import { useCatalogue, useDesk } from '../desk-context.tsx';
import { DayRanges } from './day-ranges.tsx';
import type { SpecialDay } from './draft-hours.ts';

interface Props {
  days: readonly SpecialDay[];
  step: number;
  none: string;
  onChange(days: readonly SpecialDay[]): void;
}

/** Holidays, closures and days on other hours. Those that are over are out of the way, and stay. */
export function SpecialDays({ days, step, none, onChange }: Props) {
  const today = dayOf(useDesk().now(), useCatalogue().location.timeZone);
  const [over, setOver] = useState(false);
  const [added, setAdded] = useState<number | null>(null);
  const earlier = days.filter(({ date }) => date < today).length;
  const change = (key: number, next: Partial<SpecialDay>) => onChange(days.map((day) => (day.key === key ? { ...day, ...next } : day)));
  /** On the next date that is free. */
  const add = (like: Omit<SpecialDay, 'key'>) => {
    const key = 1 + Math.max(-1, ...days.map((day) => day.key));
    setAdded(key);
    onChange([...days, { ...like, key, date: freeDay(days, like.date) }]);
  };
  return (
    <section className="hours-special" aria-label={words.hours.special}>
      <header className="hours-special-head">
        <h3>{words.hours.special}</h3>
        {earlier === 0 ? null : (
          <Button variant="quiet" aria-expanded={over} onClick={() => setOver(!over)}>
            {words.hours.earlier(earlier)}
          </Button>
        )}
      </header>
      {days.length === 0 ? <p className="panel-note">{words.hours.noSpecial}</p> : null}
      <ul className="hours-days">
        {days
          .filter(({ date }) => over || date >= today)
          .map(({ key, date, ranges, reason }) => {
            const name = nameOf(date, today);
            return (
              <li key={key} ref={key === added ? focusFirst : undefined} className="hours-special-day">
                <DayPicker className="input input-date hours-date" day={date} today={today} onDay={(picked) => change(key, { date: picked })}>
                  {name}
                </DayPicker>
                <DayRanges day={name} ranges={ranges} step={step} none={none} onChange={(next) => change(key, { ranges: next })} copy={{ label: words.hours.copyToNext(name), onCopy: () => add({ date, ranges, reason }) }} />
                <input
                  className="input hours-reason"
                  aria-label={words.hours.reasonFor(name)}
                  maxLength={500}
                  placeholder={words.hours.reasonPlaceholder}
                  value={reason}
                  onChange={(event) => change(key, { reason: event.target.value })}
                />
                <IconButton label={words.hours.removeSpecial(name)} className="hours-remove" onClick={() => onChange(days.filter((day) => day.key !== key))}>
                  <Trash2 size={16} />
                </IconButton>
              </li>
            );
          })}
      </ul>
      <Button onClick={() => add({ date: today, ranges: [], reason: '' })}>
        <Plus size={16} aria-hidden="true" /> {words.hours.addSpecial}
      </Button>
    </section>
  );
}

/** The new row is below the fold more often than not, and its date is what comes next. */
const focusFirst = (row: HTMLElement | null): void => row?.querySelector('button')?.focus();

/** The year only where it is another one. */
const nameOf = (date: string, today: string): string => (date.slice(0, 4) === today.slice(0, 4) ? shortDay(date) : `${shortDay(date)} ${date.slice(0, 4)}`);

/** The first after that day that does not stand there yet. */
function freeDay(days: readonly SpecialDay[], after: string): string {
  let date = addDays(after, 1);
  while (days.some((day) => day.date === date)) date = addDays(date, 1);
  return date;
}
