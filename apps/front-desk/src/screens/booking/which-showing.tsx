import { Choice } from '../../components/choice.tsx';
import { words } from '../../words/words.ts';
import { useClock } from '../desk-context.tsx';
import './which-showing.css';

interface Props {
  /** The time it belongs to: `Start`. */
  label: string;
  /** What is meant now, and what may be meant. */
  at: number;
  among: readonly number[];
  /** The number of the chosen one, from 0. */
  onChange(which: number): void;
}

/** Beside a typed time that the clock shows twice that night: which of them. Beside any other time nothing. */
export function WhichShowing({ label, at, among, onChange }: Props) {
  const clock = useClock();
  const period = clock.periodIfTwice(at);
  if (period === null) return null;
  if (among.length < 2) return <span className="field-hint">{period}</span>;
  return (
    <span className="which-showing">
      <Choice
        label={words.form.whichTime(label)}
        placeholder={period}
        value={String(among.indexOf(at))}
        options={among.map((instant, which) => ({ id: String(which), label: clock.periodIfTwice(instant) ?? '', detail: which === 0 ? words.form.firstTime : words.form.secondTime }))}
        onChange={(which) => onChange(Number(which))}
      />
    </span>
  );
}
