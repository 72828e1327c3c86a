import { MousePointerClick } from 'lucide-react';
import { useEffect, useState } from 'react';
import { words } from '../../words/words.ts';
import { useBooking, useDayBoard, useDesk, useReadable } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import type { DialogView, Moving, Selected } from '../shell/view.ts';
import { HoldDetails } from '../holds/hold-details.tsx';
import { BlockDetails } from './block-details.tsx';
import { BookingDetails } from './booking-details.tsx';
import { ClassDetails } from './class-details.tsx';

interface Props {
  selected: Selected | null;
  onOpen(dialog: DialogView): void;
  onSelect(selected: Selected): void;
  onMove(moving: Moving): void;
  onAttention(): void;
  onClose(): void;
}

export function DetailsPanel({ selected, onOpen, onSelect, onMove, onAttention, onClose }: Props) {
  if (selected === null) {
    return (
      <Panel label={words.shell.details} idle onClose={onClose}>
        <div className="panel-empty">
          <MousePointerClick size={22} aria-hidden="true" />
          <strong>{words.shell.nothingSelected}</strong>
          <span>{words.shell.nothingSelectedHow}</span>
        </div>
      </Panel>
    );
  }
  if (selected.kind === 'booking') return <SelectedBooking key={selected.id} selected={selected} onOpen={onOpen} onMove={onMove} onAttention={onAttention} onClose={onClose} />;
  if (selected.kind === 'class') {
    return (
      <Panel label={words.shell.details} onClose={onClose}>
        <ClassDetails key={selected.id} selected={selected} onOpen={onOpen} onSelect={onSelect} />
      </Panel>
    );
  }
  return <SelectedOther key={selected.id} selected={selected} onSelect={onSelect} onClose={onClose} />;
}

function SelectedBooking({ selected, onOpen, onMove, onAttention, onClose }: Omit<Props, 'onSelect'> & { selected: Selected }) {
  const booking = useBooking(selected.id);
  return (
    <Panel label={words.shell.details} grows onClose={onClose}>
      {booking === null ? <p className="panel-note">{words.details.gone.booking}</p> : <BookingDetails booking={booking} onOpen={onOpen} onMove={onMove} onAttention={onAttention} />}
    </Panel>
  );
}

function SelectedOther({ selected, onSelect, onClose }: Pick<Props, 'onSelect' | 'onClose'> & { selected: Selected }) {
  const board = useDayBoard(selected.day);
  const item = board.items.find((candidate) => candidate.kind === selected.kind && candidate.id === selected.id);
  // Held time that is taken over is the old hold until the server has agreed.
  const [next, setNext] = useState<(Selected & { by: string | undefined }) | null>(null);
  const wasRefused = useReadable(useDesk().attention).some(({ commandId }) => commandId === next?.by);
  const isThere = next !== null && board.items.some(({ kind, id }) => kind === next.kind && id === next.id);
  useEffect(() => {
    if (isThere) onSelect({ kind: next.kind, id: next.id, day: next.day });
  }, [isThere, next, onSelect]);
  return (
    <Panel label={words.shell.details} onClose={onClose}>
      {item === undefined || item.kind === 'booking' ? (
        <p className="panel-note">{words.details.gone[selected.kind]}</p>
      ) : item.kind === 'hold' ? (
        <HoldDetails hold={item} isGoing={next !== null && !wasRefused} onBecomes={(kind, id, by) => setNext({ kind, id, day: selected.day, by })} onDone={onClose} />
      ) : (
        <BlockDetails block={item} onDone={onClose} />
      )}
    </Panel>
  );
}
