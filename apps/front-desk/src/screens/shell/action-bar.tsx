import { TriangleAlert, Users } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { words } from '../../words/words.ts';
import { useAttentionCount } from '../attention/use-attention-count.ts';
import { useDesk, useNow, useReadable } from '../desk-context.tsx';
import './action-bar.css';
import type { DialogView } from './view.ts';

interface Props {
  onOpen(dialog: DialogView): void;
  onAttention(): void;
  /** Phones only: elsewhere the arrivals are always there. */
  onArrivals(): void;
}

/** The same actions in the same corner, always. */
export function ActionBar({ onOpen, onAttention, onArrivals }: Props) {
  const desk = useDesk();
  const attention = useAttentionCount();
  const connection = useReadable(desk.connection);
  const now = useNow(60_000);
  const oldest = connection.oldestWaitingAt === null ? 0 : Math.max(0, Math.floor((now - connection.oldestWaitingAt) / 60_000));
  return (
    <footer className="action-bar">
      <Button size="l" variant="primary" hint="W" aria-keyshortcuts="w" onClick={() => onOpen({ kind: 'walk_in' })}>
        {words.shell.walkIn}
      </Button>
      <Button size="l" hint="C" aria-keyshortcuts="c" onClick={() => onOpen({ kind: 'booking', start: null, resourceId: null })}>
        {words.shell.booking}
      </Button>
      <Button size="l" hint="B" aria-keyshortcuts="b" onClick={() => onOpen({ kind: 'block', start: null, resourceId: null })}>
        {words.shell.block}
      </Button>
      <IconButton label={words.shell.arrivals} className="action-arrivals" onClick={onArrivals}>
        <Users size={20} aria-hidden="true" />
      </IconButton>
      <span className="action-state">
        {connection.state === 'offline' && connection.waiting > 0 ? words.connection.onThisDisk(connection.waiting, oldest) : null}
      </span>
      <button type="button" className="action-attention" data-some={attention > 0 ? '' : undefined} aria-keyshortcuts="n" onClick={onAttention}>
        {attention > 0 ? (
          <>
            <TriangleAlert size={17} aria-hidden="true" />
            <span className="action-attention-words">{words.shell.attention(attention)}</span>
            <span className="action-attention-short" aria-hidden="true">{attention}</span>
            <Kbd>N</Kbd>
          </>
        ) : (
          <span className="action-attention-words">{words.shell.nothingNeedsAttention}</span>
        )}
      </button>
    </footer>
  );
}
