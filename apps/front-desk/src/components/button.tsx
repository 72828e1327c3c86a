import type { ButtonHTMLAttributes, ReactNode } from 'react';
import './button.css';
import { Kbd } from './kbd.tsx';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'primary' | 'outline' | 'quiet' | 'danger';
  size?: 'm' | 'l';
  /** The key that does the same, shown on the button. */
  hint?: string | undefined;
  children: ReactNode;
}

export function Button({ variant = 'outline', size = 'm', hint, children, className, ...rest }: Props) {
  return (
    <button type="button" className={`button button-${variant} button-${size} ${className ?? ''}`} {...rest}>
      <span className="button-label">{children}</span>
      {hint === undefined ? null : <Kbd>{hint}</Kbd>}
    </button>
  );
}

export function IconButton({ label, children, className, ...rest }: Props & { label: string }) {
  return (
    <button type="button" className={`icon-button ${className ?? ''}`} aria-label={label} title={label} {...rest}>
      {children}
    </button>
  );
}
