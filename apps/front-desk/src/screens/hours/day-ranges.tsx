import { ArrowDownToLine, Coffee, X } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { TimeInput } from '../../components/time-input.tsx';
import { words } from '../../words/words.ts';
import { withMore, type Ranges } from './draft-hours.ts';

interface Props {
  /** For names: `Monday`, `Fri 25 Dec`. */
  day: string;
  ranges: Ranges;
  /** Minutes that an arrow key steps. */
  step: number;
  /** Said where there are none. */
  none: string;
  onChange(ranges: Ranges): void;
  /** Puts the same elsewhere; null: there is nowhere. */
  copy: { label: string; onCopy(): void } | null;
}

/** From when until when, with breaks between; without any range it is closed. */
export function DayRanges({ day, ranges, step, none, onChange, copy }: Props) {
  const change = (index: number, range: readonly [string, string]) => onChange(ranges.map((one, at) => (at === index ? range : one)));
  const copyButton =
    copy === null ? null : (
      <IconButton label={copy.label} onClick={copy.onCopy}>
        <ArrowDownToLine size={16} />
      </IconButton>
    );
  if (ranges.length === 0)
    return (
      <div className="hours-ranges">
        <span className="hours-none">{none}</span>
        <span className="hours-tools">
          <Button variant="quiet" aria-label={words.hours.openOn(day)} onClick={() => onChange(withMore(ranges))}>
            {words.hours.open}
          </Button>
          {copyButton}
        </span>
      </div>
    );
  return (
    <div className="hours-ranges">
      <span className="hours-parts">
        {ranges.map(([opens, closes], index) => (
          <span key={index} className="hours-range">
            <TimeInput label={words.hours.from(day, index + 1)} stepMinutes={step} value={opens} onChange={(time) => change(index, [time, closes])} />
            <span aria-hidden="true">–</span>
            <TimeInput label={words.hours.until(day, index + 1)} stepMinutes={step} value={closes} onChange={(time) => change(index, [opens, time])} />
            <IconButton label={words.hours.removeRange(day, `${opens}–${closes}`)} onClick={() => onChange(ranges.filter((_, at) => at !== index))}>
              <X size={16} />
            </IconButton>
          </span>
        ))}
      </span>
      <span className="hours-tools">
        <IconButton label={words.hours.addBreak(day)} onClick={() => onChange(withMore(ranges))}>
          <Coffee size={16} />
        </IconButton>
        {copyButton}
      </span>
    </div>
  );
}
