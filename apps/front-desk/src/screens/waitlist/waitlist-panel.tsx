import { ListEnd } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { ToTell } from './to-tell.tsx';
import { WaitlistCard } from './waitlist-card.tsx';
import type { ToTellLog } from './use-messages.ts';
import './waitlist.css';

/** Who waits, first come first, and whom to tell. Works offline as far as a list can. */
export function WaitlistPanel({ log, onAdd, onClose }: { log: ToTellLog; onAdd(): void; onClose(): void }) {
  const desk = useDesk();
  const entries = useReadable(desk.waitlist);
  const offline = useReadable(desk.connection).state === 'offline';
  return (
    <Panel label={words.waitlist.title} onClose={onClose}>
      <header className="panel-head">
        <h2 className="panel-title">
          {words.waitlist.title} {entries.length === 0 ? null : <span className="waitlist-count">{entries.length}</span>}
        </h2>
        <Button onClick={onAdd}>{words.waitlist.addShort}</Button>
      </header>
      <ToTell log={log} />
      {offline && entries.length > 0 ? <p className="panel-note waitlist-offline">{words.waitlist.offlineNote}</p> : null}
      {entries.length === 0 ? (
        <div className="waitlist-empty">
          <ListEnd size={22} aria-hidden="true" />
          <strong>{words.waitlist.nobody}</strong>
          <span>{words.waitlist.nobodyHow}</span>
        </div>
      ) : (
        <ol className="waitlist-cards">
          {entries.map((entry, index) => (
            <li key={entry.row.id}>
              <WaitlistCard entry={entry} place={index + 1} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
