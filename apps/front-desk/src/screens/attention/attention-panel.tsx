import { CircleCheck } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { AttentionCardView } from './attention-card.tsx';
import './attention.css';

/** Refused commands, oldest first: each ends by a decision, never by itself. */
export function AttentionPanel({ onWait, onClose }: { onWait(wish: JoinWish): void; onClose(): void }) {
  const cards = useReadable(useDesk().attention);
  return (
    <Panel label={words.attention.title} onClose={onClose}>
      {cards.length === 0 ? (
        <div className="panel-empty">
          <CircleCheck size={22} aria-hidden="true" />
          <strong>{words.attention.nothing}</strong>
          <span>{words.attention.nothingHow}</span>
        </div>
      ) : (
        <>
          <header className="panel-head">
            <h2 className="panel-title">{words.attention.title}</h2>
            <span className="attention-count">{cards.length}</span>
          </header>
          <ol className="attention-cards">
            {cards.map((card, index) => (
              <li key={card.commandId}>
                <AttentionCardView card={card} first={index === 0} onWait={onWait} />
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
