import { X } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';
import './dialog.css';
import { useCovers } from './use-meaning.ts';

interface Props {
  title: string;
  /** A short fact beside the title, e.g. the time the form assumes. */
  aside?: ReactNode;
  closeLabel: string;
  onClose(): void;
  width?: 'm' | 's' | 'l';
  children: ReactNode;
}

/** A modal that is there in the same frame: no entry or exit animation stands between a key and its effect. */
export function Dialog({ title, aside, closeLabel, onClose, width = 'm', children }: Props) {
  useCovers();
  const dialog = useRef<HTMLElement>(null);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // A button that had the focus and cannot be pressed any more loses it to the page, and with it every key.
    if (document.activeElement !== document.body || [...document.querySelectorAll('.dialog')].at(-1) !== dialog.current) return;
    if (event.key !== 'Escape') return dialog.current?.focus();
    event.preventDefault();
    event.stopPropagation();
    onClose();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);
  return (
    <ModalOverlay className="dialog-scrim" isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={`dialog-box dialog-${width}`}>
        <AriaDialog ref={dialog} className="dialog">
          <header className="dialog-head">
            <Heading slot="title" className="dialog-title">
              {title}
            </Heading>
            <span className="dialog-aside">{aside}</span>
            <IconButton label={closeLabel} onClick={onClose} className="dialog-close">
              <X size={18} />
            </IconButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
