import { ChevronLeft, ChevronRight, ClockAlert, Minus, Plus } from 'lucide-react';
import type { ResourceRow } from '@holdfast/protocol/rows';
import { useEffect, type RefObject } from 'react';
import { Choice } from '../../components/choice.tsx';
import { IconButton } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import type { Clock } from '../../words/clock.ts';
import { useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { presenceOf, type Presence } from '../opening.ts';
import type { BoardSize } from './use-board-size.ts';

interface Props {
  day: string;
  today: string;
  visible: readonly { resource: ResourceRow; left: number }[];
  resources: readonly ResourceRow[];
  columnWidth: number;
  size: BoardSize;
  scroller: RefObject<HTMLElement | null>;
  /** Index of the column a phone shows. */
  shown: number;
  /** Somebody is late, today. */
  onLate(resourceId: string): void;
}

/** Names over the columns; on a phone, which column is shown. */
export function BoardHeader({ day, today, visible, resources, columnWidth, size, scroller, shown, onLate }: Props) {
  const { zoom } = size;
  const { location } = useCatalogue();
  const clock = useClock();
  const now = useNow(60_000);
  useEffect(() => {
    const onKey = (event: CustomEvent<1 | -1>) => zoom(event.detail);
    window.addEventListener('holdfast:zoom', onKey);
    return () => window.removeEventListener('holdfast:zoom', onKey);
  }, [zoom]);
  const show = (index: number) => scroller.current?.scrollTo({ left: Math.min(resources.length - 1, Math.max(0, index)) * columnWidth });
  const current = resources[shown];
  if (size.single) {
    return (
      <div className="board-head board-switch" style={{ width: size.gutter + columnWidth }}>
        <IconButton label={words.board.previousResource} disabled={shown === 0} onClick={() => show(shown - 1)}>
          <ChevronLeft size={20} />
        </IconButton>
        <Choice
          label={words.board.chooseResource}
          value={resources[shown]?.id ?? null}
          placeholder=""
          options={resources.map((resource) => ({ id: resource.id, label: resource.name, detail: presenceWords(presenceOf(location, resource, day, day === today ? now : null), clock) ?? resource.label }))}
          onChange={(id) => show(resources.findIndex((resource) => resource.id === id))}
        />
        <IconButton label={words.board.nextResource} disabled={shown >= resources.length - 1} onClick={() => show(shown + 1)}>
          <ChevronRight size={20} />
        </IconButton>
        {day !== today || current === undefined ? null : (
          <IconButton label={words.late.open(current.name)} onClick={() => onLate(current.id)}>
            <ClockAlert size={18} />
          </IconButton>
        )}
      </div>
    );
  }
  return (
    <div className="board-head">
      <div className="board-corner" style={{ width: size.gutter }}>
        <button type="button" className="board-zoom" aria-label={words.board.zoomOut} title={words.board.zoomOut} onClick={() => zoom(-1)}>
          <Minus size={13} />
        </button>
        <button type="button" className="board-zoom" aria-label={words.board.zoomIn} title={words.board.zoomIn} onClick={() => zoom(1)}>
          <Plus size={13} />
        </button>
      </div>
      <div className="board-names" role="group" aria-label={words.board.resources}>
        {visible.map(({ resource, left }) => (
          <ColumnName key={resource.id} resource={resource} day={day} today={today} left={left} width={columnWidth} onLate={onLate} />
        ))}
      </div>
    </div>
  );
}

function ColumnName({ resource, day, today, left, width, onLate }: { resource: ResourceRow; day: string; today: string; left: number; width: number; onLate(resourceId: string): void }) {
  const { location } = useCatalogue();
  const clock = useClock();
  const now = useNow(60_000);
  const presence = presenceOf(location, resource, day, day === today ? now : null);
  const off = presenceWords(presence, clock);
  return (
    <div className="board-name" data-off={off === null ? undefined : ''} title={[resource.name, resource.label, off].filter((line) => line !== null).join('\n')} style={{ left, width }}>
      <span className="board-name-main">{resource.name}</span>
      <span className="board-name-label">{off ?? resource.label}</span>
      {day === today ? (
        <button type="button" className="board-late" aria-label={words.late.open(resource.name)} title={words.late.open(resource.name)} onClick={() => onLate(resource.id)}>
          <ClockAlert size={14} aria-hidden="true" />
        </button>
      ) : null}
    </div>
  );
}

/** What is said of somebody who is not there, or null. */
function presenceWords(presence: Presence, clock: Clock): string | null {
  switch (presence.kind) {
    case 'there':
      return null;
    case 'off_today':
      return words.board.offToday(presence.reason);
    case 'off_until':
      return words.board.offUntil(clock.time(presence.at));
    case 'gone':
      return words.board.offSince(clock.time(presence.since));
  }
}

declare global {
  interface WindowEventMap {
    'holdfast:zoom': CustomEvent<1 | -1>;
  }
}
