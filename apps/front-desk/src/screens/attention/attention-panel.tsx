import { CircleCheck } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import type { Selected } from '../shell/view.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { AttentionCardView } from './attention-card.tsx';
import './attention.css';
import { ShortfallCard } from './shortfall-card.tsx';

/** Refused commands, oldest first, then what came through in part: each ends by a decision, never by itself. */
export function AttentionPanel({ onWait, onPick, onClose }: { onWait(wish: JoinWish): void; onPick(booking: Selected): void; onClose(): void }) {
  const desk = useDesk();
  const cards = useReadable(desk.attention);
  const shortfalls = useReadable(desk.shortfalls);
  const count = cards.length + shortfalls.length;
  return (
    <Panel label={words.attention.title} onClose={onClose}>
      <header className="panel-head">
        <h2 className="panel-title">{words.attention.title}</h2>
        {count === 0 ? null : <span className="attention-count">{count}</span>}
      </header>
      {count === 0 ? (
        <div className="panel-empty">
          <CircleCheck size={22} aria-hidden="true" />
          <strong>{words.attention.nothing}</strong>
          <span>{words.attention.nothingHow}</span>
        </div>
      ) : (
        <ol className="attention-cards">
          {cards.map((card, index) => (
            <li key={card.commandId}>
              <AttentionCardView card={card} first={index === 0} onWait={onWait} onPick={onPick} />
            </li>
          ))}
          {shortfalls.map((shortfall) => (
            <li key={shortfall.commandId}>
              <ShortfallCard shortfall={shortfall} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
