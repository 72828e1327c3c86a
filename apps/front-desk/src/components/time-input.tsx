import { useState, type KeyboardEvent } from 'react';
import { flushSync } from 'react-dom';
import { readWallTime, stepWallTime } from './wall-time.ts';

interface Props {
  label: string;
  /** `HH:MM` */
  value: string;
  /** What one arrow key press changes. */
  stepMinutes: number;
  onChange(value: string): void;
}

/** A time, typed as people type it: `930`, `9.30`, `9:30 pm`. Up and down step along the grid. */
export function TimeInput({ label, value, stepMinutes, onChange }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const settle = () => {
    const read = draft === null ? null : readWallTime(draft);
    if (read !== null && read !== value) onChange(read);
    setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The form reads its state on Enter, so what was typed has to be in it before.
    if (event.key === 'Enter') flushSync(settle);
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    setDraft(null);
    onChange(stepWallTime(draft === null ? value : (readWallTime(draft) ?? value), event.key === 'ArrowUp' ? stepMinutes : -stepMinutes));
  };
  return (
    <input
      className="input input-time"
      inputMode="numeric"
      autoComplete="off"
      aria-label={label}
      maxLength={8}
      value={draft ?? value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setDraft(event.target.value);
        const read = /\d{3,}|\d[:.]\d{2}/.test(event.target.value) ? readWallTime(event.target.value) : null;
        if (read !== null) onChange(read);
      }}
      onBlur={settle}
      onKeyDown={onKeyDown}
    />
  );
}
