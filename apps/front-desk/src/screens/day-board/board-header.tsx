import { ChevronLeft, ChevronRight, Minus, Plus } from 'lucide-react';
import type { ResourceRow } from '@holdfast/protocol/rows';
import { useEffect, type RefObject } from 'react';
import { Choice } from '../../components/choice.tsx';
import { IconButton } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import type { BoardSize } from './use-board-size.ts';

interface Props {
  visible: readonly { resource: ResourceRow; left: number }[];
  resources: readonly ResourceRow[];
  columnWidth: number;
  size: BoardSize;
  scroller: RefObject<HTMLElement | null>;
  /** Scrolled px, to know which column a phone shows. */
  offset: number;
}

/** Names over the columns; on a phone, which column is shown. */
export function BoardHeader({ visible, resources, columnWidth, size, scroller, offset }: Props) {
  const { zoom } = size;
  useEffect(() => {
    const onKey = (event: CustomEvent<1 | -1>) => zoom(event.detail);
    window.addEventListener('holdfast:zoom', onKey);
    return () => window.removeEventListener('holdfast:zoom', onKey);
  }, [zoom]);
  const shown = Math.round(offset / Math.max(1, columnWidth));
  const show = (index: number) => scroller.current?.scrollTo({ left: Math.min(resources.length - 1, Math.max(0, index)) * columnWidth });
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
          options={resources.map((resource) => ({ id: resource.id, label: resource.name, detail: resource.label }))}
          onChange={(id) => show(resources.findIndex((resource) => resource.id === id))}
        />
        <IconButton label={words.board.nextResource} disabled={shown >= resources.length - 1} onClick={() => show(shown + 1)}>
          <ChevronRight size={20} />
        </IconButton>
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
          <div key={resource.id} className="board-name" title={`${resource.name}\n${resource.label}`} style={{ left, width: columnWidth }}>
            <span className="board-name-main">{resource.name}</span>
            <span className="board-name-label">{resource.label}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

declare global {
  interface WindowEventMap {
    'holdfast:zoom': CustomEvent<1 | -1>;
  }
}
