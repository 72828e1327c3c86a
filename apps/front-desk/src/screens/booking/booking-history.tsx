import { useEffect, useState } from 'react';
import { Button } from '../../components/button.tsx';
import type { BookingOnBoard, HistoryEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useClock, useDesk, useReadable } from '../desk-context.tsx';
import { refusalTitle } from '../attention/refusal-words.ts';
import { useCounterActions } from './counter-actions.tsx';
import { historyLine, historySource, isOfSeveral, lastChange } from './history-line.ts';

type Loaded = { state: 'loading' } | { state: 'failed' } | { state: 'loaded'; entries: HistoryEntry[] };

/** What happened to a booking, newest first. */
export function BookingHistory({ booking }: { booking: BookingOnBoard }) {
  const actions = useCounterActions();
  return <History of="history" id={booking.id} unsent={booking.certainty !== 'confirmed' && booking.row.reference === ''} onTakeBack={(entry) => actions.takeBack(booking, entry)} />;
}

interface Props {
  of: 'history' | 'holdHistory';
  id: string;
  /** The server does not know it yet. */
  unsent: boolean;
  /** Left out where nothing can be taken back. */
  onTakeBack?: (entry: HistoryEntry) => void;
}

/** The server keeps it, so offline it says so. */
export function History({ of, id, unsent, onTakeBack }: Props) {
  const desk = useDesk();
  const clock = useClock();
  const { resources } = useCatalogue();
  const offline = useReadable(desk.connection).state === 'offline';
  const [history, setHistory] = useState<Loaded>({ state: 'loading' });
  useEffect(() => {
    if (offline || unsent) return;
    let current = true;
    desk[of](id).then(
      (entries) => current && setHistory({ state: 'loaded', entries }),
      () => current && setHistory({ state: 'failed' }),
    );
    return () => {
      current = false;
    };
  }, [desk, of, id, offline, unsent]);

  const last = history.state === 'loaded' ? lastChange(history.entries) : null;
  return (
    <section className="panel-section">
      <h3>{words.details.history}</h3>
      {unsent ? (
        <p className="panel-note">{words.details.historyNotSent}</p>
      ) : history.state === 'loaded' ? (
        history.entries.length === 0 ? (
          <p className="panel-note">{words.details.historyEmpty}</p>
        ) : (
          <ol className="history">
            {history.entries.map((entry, index) => {
              const at = Date.parse(entry.at);
              const date = clock.date(at);
              const previous = history.entries[index - 1];
              return (
                <li key={entry.commandId}>
                  {previous !== undefined && clock.date(Date.parse(previous.at)) === date ? null : <span className="history-date">{date}</span>}
                  <span className="history-when">{clock.time(at)}</span>
                  <span>
                    <span className="history-what">{historyLine(entry, resources, clock, refusalTitle)}</span>
                    {entry.undone ? ` · ${words.history.wasUndone}` : null}
                    <br />
                    {historySource(entry)}
                  </span>
                  {entry === last && !entry.undone && onTakeBack !== undefined ? (
                    <Button variant="quiet" className="history-undo" aria-label={words.history.undoThis(historyLine(entry, resources, clock, refusalTitle))} onClick={() => onTakeBack(entry)}>
                      {isOfSeveral(entry.kind) ? words.history.undoAll : words.undo}
                    </Button>
                  ) : null}
                </li>
              );
            })}
          </ol>
        )
      ) : (
        <p className="panel-note">{offline || history.state === 'failed' ? words.details.historyOffline : words.details.loadingHistory}</p>
      )}
    </section>
  );
}
