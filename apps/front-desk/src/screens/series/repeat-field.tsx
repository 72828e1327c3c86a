import { useId } from 'react';
import { Choice } from '../../components/choice.tsx';
import { Field } from '../../components/field.tsx';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import './series.css';
import { repeatOptions, timesMax, type Repeat } from './repeat.ts';

interface Props {
  repeat: Repeat | null;
  /** The first day. */
  day: string;
  today: string;
  onChange(repeat: Repeat | null): void;
}

const never = 'never';
const usualTimes = 10;

/** Whether and how often a booking repeats, and when that ends. */
export function RepeatField({ repeat, day, today, onChange }: Props) {
  const id = useId();
  const chosen = repeatOptions.find(({ every, interval }) => every === repeat?.every && interval === repeat.interval);
  const ends = repeat?.ends;
  return (
    <Field label={words.series.repeats}>
      <div className="field-row repeat-row">
        <Choice
          label={words.series.repeats}
          placeholder={words.series.never}
          value={chosen?.id ?? never}
          options={[{ id: never, label: words.series.never }, ...repeatOptions.map((option) => ({ id: option.id, label: labelOf(option) }))]}
          onChange={(next) => {
            const option = repeatOptions.find((each) => each.id === next);
            onChange(option === undefined ? null : { every: option.every, interval: option.interval, ends: ends ?? { times: usualTimes } });
          }}
        />
        {repeat === null || ends === undefined ? null : (
          <>
            {'times' in ends ? (
              <input
                id={id}
                className="input input-time"
                type="number"
                aria-label={words.series.timesLabel}
                min={1}
                max={timesMax}
                value={ends.times}
                onChange={(event) => onChange({ ...repeat, ends: { times: Math.min(timesMax, Math.max(1, Math.trunc(event.target.valueAsNumber) || 1)) } })}
              />
            ) : (
              <DayPicker className="input input-date" day={ends.until} today={today} onDay={(until) => onChange({ ...repeat, ends: { until } })}>
                {shortDay(ends.until)}
              </DayPicker>
            )}
            <Choice
              label={words.series.ends}
              placeholder={words.series.ends}
              value={'times' in ends ? 'times' : 'until'}
              options={[{ id: 'times', label: words.series.times }, { id: 'until', label: words.series.until }]}
              onChange={(next) => onChange({ ...repeat, ends: next === 'times' ? { times: usualTimes } : { until: Temporal.PlainDate.from(day).add({ months: 3 }).toString() } })}
            />
          </>
        )}
      </div>
    </Field>
  );
}

function labelOf({ every, interval }: Pick<Repeat, 'every' | 'interval'>): string {
  if (every === 'day') return words.series.everyDay;
  return interval === 1 ? words.series.everyWeek : words.series.everyWeeks(interval);
}
