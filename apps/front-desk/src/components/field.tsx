import type { ReactNode } from 'react';
import './field.css';

interface Props {
  label: string;
  /** Id of the control inside. */
  htmlFor?: string;
  labelId?: string;
  hint?: ReactNode;
  children: ReactNode;
}

export function Field({ label, htmlFor, labelId, hint, children }: Props) {
  return (
    <div className="field">
      {htmlFor === undefined ? (
        <span className="field-label" id={labelId}>
          {label}
        </span>
      ) : (
        <label className="field-label" htmlFor={htmlFor} id={labelId}>
          {label}
        </label>
      )}
      <div className="field-control">
        {children}
        {hint === undefined || hint === null ? null : <div className="field-hint">{hint}</div>}
      </div>
    </div>
  );
}
