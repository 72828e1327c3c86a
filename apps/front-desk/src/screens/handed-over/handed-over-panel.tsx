import { Headset } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useClock } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import type { Selected } from '../shell/view.ts';
import { HandedOverCard } from './handed-over-card.tsx';
import './handed-over.css';
import type { HandedOverLog } from './use-handed-over.ts';

interface Props {
  log: HandedOverLog;
  onPick(selected: Selected): void;
  onClose(): void;
}

/** What agents and other programs ask a person to take over, the longest waiting first. */
export function HandedOverPanel({ log: { list, again }, onPick, onClose }: Props) {
  const clock = useClock();
  const rows = list.state === 'loaded' ? list.rows : [];
  const open = rows.filter(({ state }) => state !== 'settled');
  const settled = rows.filter(({ state }) => state === 'settled');
  return (
    <Panel label={words.handedOver.title} onClose={onClose}>
      <header className="panel-head">
        <h2 className="panel-title">{words.handedOver.title}</h2>
        {open.length === 0 ? null : <span className="attention-count">{open.length}</span>}
      </header>
      {list.state === 'loaded' ? (
        <>
          {list.fresh ? null : <p className="panel-note handed-note">{words.handedOver.offlineKnown}</p>}
          {open.length === 0 ? (
            <div className="handed-empty">
              <Headset size={22} aria-hidden="true" />
              <strong>{words.handedOver.nothing}</strong>
              <span>{words.handedOver.nothingHow}</span>
            </div>
          ) : (
            <ol className="handed-cards">
              {open.map((each) => (
                <li key={each.id}>
                  <HandedOverCard handed={each} canAct={list.fresh} onPick={onPick} onDone={again} />
                </li>
              ))}
            </ol>
          )}
          {settled.length === 0 ? null : (
            <section className="panel-section">
              <h3>{words.handedOver.settledToday}</h3>
              <ul className="handed-settled">
                {settled.map((each) => (
                  <li key={each.id}>
                    <strong>{each.customerName ?? words.handedOver.somebody}</strong> · {each.reason}
                    <br />
                    {[each.note, each.by === null ? null : words.handedOver.settledBy(each.by.name, clock.time(Date.parse(each.by.at)))].filter((part) => part !== null && part !== '').join(' · ')}
                  </li>
                ))}
              </ul>
            </section>
          )}
        </>
      ) : (
        <p className="panel-note">{list.state === 'away' ? words.handedOver.offline : words.handedOver.loading}</p>
      )}
    </Panel>
  );
}
