import { useId } from 'react';
import './reason-picker.css';

interface Props {
  label: string;
  suggestions: readonly string[];
  value: string;
  onChange(reason: string): void;
}

/** The usual reasons one tap away; anything else can be typed. */
export function ReasonPicker({ label, suggestions, value, onChange }: Props) {
  const id = useId();
  return (
    <div className="reasons">
      <label htmlFor={id} className="reasons-label">
        {label}
      </label>
      <input id={id} className="input" value={value} maxLength={500} autoFocus onChange={(event) => onChange(event.target.value)} />
      <div className="reasons-list">
        {suggestions.map((suggestion) => (
          <button key={suggestion} type="button" className="reason" aria-pressed={value === suggestion} onClick={() => onChange(suggestion)}>
            {suggestion}
          </button>
        ))}
      </div>
    </div>
  );
}
