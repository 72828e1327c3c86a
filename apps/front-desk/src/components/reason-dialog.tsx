import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { ReasonPicker } from './reason-picker.tsx';

interface Props {
  title: string;
  aside?: ReactNode;
  /** What is asked for. */
  label: string;
  suggestions: readonly string[];
  /** It goes on without one, too. */
  optional?: boolean;
  /** What was said before. */
  given?: string | undefined;
  /** There is nothing to do it to. */
  disabled?: boolean;
  width?: 's' | 'm';
  says: { close: string; keep: string; act: string };
  variant?: 'primary' | 'danger';
  onClose(): void;
  /** After it was closed. Without spaces around; empty only where it is optional. */
  onReason(reason: string): void;
  /** What stands above the question. */
  children?: ReactNode;
}

/** Asks why before something is done that its record has to explain. */
export function ReasonDialog({ title, aside, label, suggestions, optional = false, given = '', disabled = false, width = 's', says, variant = 'primary', onClose, onReason, children }: Props) {
  const [typed, setTyped] = useState(given);
  const reason = typed.trim();
  const missing = disabled || (!optional && reason === '');
  return (
    <Dialog width={width} title={title} aside={aside} closeLabel={says.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (missing) return;
          onClose();
          onReason(reason);
        }}
      >
        {children}
        <ReasonPicker label={label} suggestions={suggestions} value={typed} onChange={setTyped} />
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {says.keep}
          </Button>
          <Button size="l" variant={variant} type="submit" hint="↵" disabled={missing}>
            {says.act}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
