import { CalendarOff, CloudOff, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';

interface Props {
  loaded: boolean;
  empty: boolean;
  noResources: boolean;
  closed: boolean;
  /** Why it is closed, where somebody said. */
  reason: string | null;
}

/** What an empty board says. It lies over the grid and lets clicks through: the grid stays usable. */
export function BoardState({ loaded, empty, noResources, closed, reason }: Props) {
  const offline = useReadable(useDesk().connection).state === 'offline';
  if (noResources) return <Notice title={words.board.noResources} text={words.board.noResourcesHow} icon={<CalendarOff size={22} />} />;
  if (!loaded && offline) return <Notice solid title={words.board.notOnThisComputer} text={words.board.notOnThisComputerHow} icon={<CloudOff size={22} />} />;
  if (!loaded) return <Notice solid title={words.board.loading} icon={<LoaderCircle className="board-loading" size={22} />} />;
  if (!empty) return null;
  if (closed) return <Notice title={words.board.closedAllDay} {...(reason === null ? {} : { text: reason })} icon={<CalendarOff size={22} />} />;
  return <Notice title={words.board.nothingBooked} text={words.board.nothingBookedHow} />;
}

function Notice({ title, text, icon, solid = false }: { title: string; text?: string; icon?: ReactNode; solid?: boolean }) {
  return (
    <div className="board-notice" data-solid={solid ? '' : undefined} role="status">
      <div className="board-notice-box">
        {icon}
        <strong>{title}</strong>
        {text === undefined ? null : <span>{text}</span>}
      </div>
    </div>
  );
}
