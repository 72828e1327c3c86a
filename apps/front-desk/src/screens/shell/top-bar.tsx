import { ChevronLeft, ChevronRight, Headset, Search } from 'lucide-react';
import { Button, IconButton } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { Logo } from '../../components/logo.tsx';
import { shiftDay } from '../../components/month-grid.ts';
import { fullDay, longDay, shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import { useCatalogue, useClock, useDesk, useNow, useReadable } from '../desk-context.tsx';
import { connectionSentence } from './connection-words.ts';
import { StaffMenu } from './staff-menu.tsx';
import './top-bar.css';
import type { DialogView } from './view.ts';

interface Props {
  day: string;
  today: string;
  onDay(day: string | null): void;
  onOpen(dialog: DialogView): void;
  /** What programs handed over: how many wait for somebody, and how many somebody is at. */
  handedOver: { open: number; taken: number };
  onHandedOver(): void;
}

export function TopBar({ day, today, onDay, onOpen, handedOver, onHandedOver }: Props) {
  const { location } = useCatalogue();
  const clock = useClock();
  const zone = clock.foreignZone(useNow(3_600_000));
  return (
    <header className="top-bar">
      <div className="top-brand">
        <Logo size={22} />
        <h1 className="visually-hidden">{words.product}</h1>
        <span className="top-location" title={location.timeZone}>
          {location.name}
        </span>
      </div>
      <div className="top-days" role="group" aria-label={words.shell.pickDay}>
        <IconButton label={words.shell.previousDay} onClick={() => onDay(shiftDay(day, -1))}>
          <ChevronLeft size={20} />
        </IconButton>
        <Button className="top-today" disabled={day === today} onClick={() => onDay(null)}>
          {words.shell.today}
        </Button>
        <IconButton label={words.shell.nextDay} onClick={() => onDay(shiftDay(day, 1))}>
          <ChevronRight size={20} />
        </IconButton>
        <DayPicker className="top-day" day={day} today={today} onDay={onDay}>
          <span className="top-day-long">{day.slice(0, 4) === today.slice(0, 4) ? longDay(day) : fullDay(day)}</span>
          <span className="top-day-short">{shortDay(day)}</span>
        </DayPicker>
        {zone === null ? null : <span className="top-zone">{zone}</span>}
      </div>
      <button type="button" className="top-search" aria-keyshortcuts="/" onClick={() => onOpen({ kind: 'search' })}>
        <Search size={16} aria-hidden="true" />
        <span>{words.shell.search}</span>
        <Kbd>/</Kbd>
      </button>
      {handedOver.open + handedOver.taken === 0 ? null : (
        <button type="button" className="top-handed" data-open={handedOver.open > 0 ? '' : undefined} aria-keyshortcuts="h" aria-label={words.handedOver.count(handedOver.open, handedOver.taken)} onClick={onHandedOver}>
          <Headset size={16} aria-hidden="true" />
          <span className="top-handed-words">{words.handedOver.count(handedOver.open, handedOver.taken)}</span>
          <span className="top-handed-short">{handedOver.open || handedOver.taken}</span>
        </button>
      )}
      <ConnectionButton onOpen={onOpen} />
      <StaffMenu onOpen={onOpen} />
    </header>
  );
}

function ConnectionButton({ onOpen }: { onOpen(dialog: DialogView): void }) {
  const connection = useReadable(useDesk().connection);
  const sentence = connectionSentence(connection, useClock());
  return (
    <div className="top-connection-place" aria-live="polite">
    <button type="button" className="top-connection" data-tone={sentence.tone} onClick={() => onOpen({ kind: 'connection' })}>
      <span className="top-dot" aria-hidden="true" />
      <span className="top-connection-words">
        <strong>{sentence.main}</strong>
        {sentence.rest === null ? null : <span className="top-connection-rest"> · {sentence.rest}</span>}
      </span>
    </button>
    </div>
  );
}
