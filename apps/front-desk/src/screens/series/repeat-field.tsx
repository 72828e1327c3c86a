import { useId } from 'react';
import { Choice } from '../../components/choice.tsx';
import { Field } from '../../components/field.tsx';
import { shortDay, weekdayNames, weekdayOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import './series.css';
import { repeatOptions, timesMax, weekdaysOf, whichOfMonth, type Repeat } from './repeat.ts';

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
          options={[{ id: never, label: words.series.never }, ...repeatOptions.map((option) => ({ id: option.id, label: labelOf(option, day) }))]}
          onChange={(next) => {
            const option = repeatOptions.find((each) => each.id === next);
            if (option === undefined) return onChange(null);
            const { alsoOn = [] } = repeat ?? {};
            onChange({ every: option.every, interval: option.interval, ends: ends ?? { times: usualTimes }, ...(option.every === 'week' ? { alsoOn } : {}) });
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
        {repeat?.every === 'week' ? <Weekdays repeat={repeat} day={day} onChange={onChange} /> : null}
      </div>
    </Field>
  );
}

/** On which days of the week: that of the first day always, the others as they are chosen. */
function Weekdays({ repeat, day, onChange }: Pick<Props, 'day' | 'onChange'> & { repeat: Repeat }) {
  const { alsoOn = [] } = repeat;
  const on = weekdaysOf(day, alsoOn);
  const [own] = weekdaysOf(day, []);
  return (
    <div className="repeat-days" role="group" aria-label={words.series.onWeekdays}>
      {weekdayNames().map((name, index) => {
        const weekday = index + 1;
        return (
          <button
            key={name}
            type="button"
            className="reason repeat-day"
            aria-pressed={on.includes(weekday)}
            disabled={weekday === own}
            onClick={() => onChange({ ...repeat, alsoOn: alsoOn.includes(weekday) ? alsoOn.filter((other) => other !== weekday) : [...alsoOn, weekday] })}
          >
            {name}
          </button>
        );
      })}
    </div>
  );
}

function labelOf({ every, interval }: Pick<Repeat, 'every' | 'interval'>, day: string): string {
  if (every === 'day') return words.series.everyDay;
  if (every === 'month_by_date') return words.series.everyMonthOnDate(Number(day.slice(-2)));
  if (every === 'month_by_weekday') return words.series.everyMonthOnWeekday(whichOfMonth(day), weekdayOf(day));
  return interval === 1 ? words.series.everyWeek : words.series.everyWeeks(interval);
}
