import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import './panel.css';

interface Props {
  label: string;
  /** Nothing to show: where the panel covers the board, it stays away. */
  idle?: boolean;
  /** More comes into it while it is open: as a sheet on a phone it keeps its height, so that nothing moves away from under a finger. */
  grows?: boolean;
  onClose(): void;
  children: ReactNode;
}

export function Panel({ label, idle = false, grows = false, onClose, children }: Props) {
  return (
    <aside className="panel" aria-label={label} data-idle={idle ? '' : undefined} data-grows={grows ? '' : undefined}>
      <IconButton label={words.shell.closePanel} className="panel-close" onClick={onClose}>
        <X size={18} />
      </IconButton>
      {children}
    </aside>
  );
}
