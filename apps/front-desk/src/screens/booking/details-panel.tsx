import { MousePointerClick } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useBooking, useDayBoard } from '../desk-context.tsx';
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
  onClose(): void;
}

export function DetailsPanel({ selected, onOpen, onSelect, onMove, onClose }: Props) {
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
  if (selected.kind === 'booking') return <SelectedBooking key={selected.id} selected={selected} onOpen={onOpen} onMove={onMove} onClose={onClose} />;
  if (selected.kind === 'class') {
    return (
      <Panel label={words.shell.details} onClose={onClose}>
        <ClassDetails key={selected.id} selected={selected} onOpen={onOpen} onSelect={onSelect} />
      </Panel>
    );
  }
  return <SelectedOther key={selected.id} selected={selected} onClose={onClose} />;
}

function SelectedBooking({ selected, onOpen, onMove, onClose }: Omit<Props, 'onSelect'> & { selected: Selected }) {
  const booking = useBooking(selected.id);
  return (
    <Panel label={words.shell.details} onClose={onClose}>
      {booking === null ? <p className="panel-note">{words.details.gone}</p> : <BookingDetails booking={booking} onOpen={onOpen} onMove={onMove} />}
    </Panel>
  );
}

function SelectedOther({ selected, onClose }: { selected: Selected; onClose(): void }) {
  const board = useDayBoard(selected.day);
  const item = board.items.find((candidate) => candidate.kind === selected.kind && candidate.id === selected.id);
  return (
    <Panel label={words.shell.details} onClose={onClose}>
      {item === undefined || item.kind === 'booking' ? <p className="panel-note">{words.details.gone}</p> : item.kind === 'hold' ? <HoldDetails hold={item} onDone={onClose} /> : <BlockDetails block={item} onDone={onClose} />}
    </Panel>
  );
}
