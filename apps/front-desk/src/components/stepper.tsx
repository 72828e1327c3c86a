import { Minus, Plus } from 'lucide-react';
import { IconButton } from './button.tsx';
import './stepper.css';

interface Props {
  label: string;
  value: number;
  least: number;
  most: number;
  labels: { fewer: string; more: string };
  onChange(value: number): void;
}

/** A small whole number: typed, stepped by arrow keys, or by two buttons that a finger hits. */
export function Stepper({ label, value, least, most, labels, onChange }: Props) {
  const to = (next: number) => onChange(Math.min(most, Math.max(least, next)));
  return (
    <div className="stepper" role="group" aria-label={label}>
      <IconButton label={labels.fewer} disabled={value <= least} onClick={() => to(value - 1)}>
        <Minus size={16} aria-hidden="true" />
      </IconButton>
      <input
        className="input stepper-value"
        inputMode="numeric"
        autoComplete="off"
        maxLength={3}
        aria-label={label}
        value={value}
        onFocus={(event) => event.target.select()}
        onChange={(event) => {
          const digits = event.target.value.replaceAll(/\D/g, '');
          if (digits !== '') to(Number(digits));
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
          event.preventDefault();
          to(value + (event.key === 'ArrowUp' ? 1 : -1));
        }}
      />
      <IconButton label={labels.more} disabled={value >= most} onClick={() => to(value + 1)}>
        <Plus size={16} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
