import type { BookingOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { namesOf, peopleWords, squeezedWords, whoIs } from '../booking/booking-names.ts';
import { useCatalogue, useClock, useDayBoard, useDesk, useNow, useReadable } from '../desk-context.tsx';
import { isSqueezedIn } from '../day-board/board-item.tsx';
import { HoldsSummary } from '../holds/holds-summary.tsx';
import { WaitlistSummary } from '../waitlist/waitlist-summary.tsx';
import '../waitlist/waitlist.css';
import { arrivalsOf } from './arrivals.ts';
import './arrivals-rail.css';

interface Props {
  today: string;
  selectedId: string | null;
  /** On a phone: whether it lies over the board. */
  open: boolean;
  onSelect(booking: BookingOnBoard): void;
  waitlistOpen: boolean;
  /** How many have to be told something. */
  toTell: number;
  onWaitlist(): void;
  holdsOpen: boolean;
  onHolds(): void;
}

/** Who is expected today, and who is here and waits. Red is only for late. */
export function ArrivalsRail({ today, selectedId, open, onSelect, waitlistOpen, toTell, onWaitlist, holdsOpen, onHolds }: Props) {
  const board = useDayBoard(today);
  const now = useNow(60_000);
  const offline = useReadable(useDesk().connection).state === 'offline';
  const { expected, here } = arrivalsOf(board.items, now);
  return (
    <nav className="rail" data-open={open ? '' : undefined} aria-label={words.shell.arrivals}>
      <section className="rail-expected">
        <Heading text={words.shell.arrivals} count={expected.length} />
        {expected.length === 0 ? <p className="rail-none">{board.loaded ? words.shell.nobodyExpected : offline ? words.board.notOnThisComputer : words.shell.loadingArrivals}</p> : null}
        <ul>
          {expected.map(({ booking, lateMinutes }) => (
            <Row key={booking.key} booking={booking} late={lateMinutes} selected={booking.id === selectedId} onSelect={onSelect} />
          ))}
        </ul>
      </section>
      {here.length === 0 ? null : (
        <section className="rail-here">
          <Heading text={words.shell.here} count={here.length} />
          <ul>
            {here.map((booking) => (
              <Row key={booking.key} booking={booking} late={0} selected={booking.id === selectedId} onSelect={onSelect} />
            ))}
          </ul>
        </section>
      )}
      <WaitlistSummary open={waitlistOpen} toTell={toTell} onOpen={onWaitlist} />
      <HoldsSummary open={holdsOpen} onOpen={onHolds} />
    </nav>
  );
}

function Heading({ text, count }: { text: string; count: number }) {
  return (
    <h2 className="rail-heading">
      {text} <span>{count}</span>
    </h2>
  );
}

function Row({ booking, late, selected, onSelect }: { booking: BookingOnBoard; late: number; selected: boolean; onSelect(booking: BookingOnBoard): void }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  return (
    <li>
      <button type="button" className="rail-row" aria-current={selected} data-late={late > 0 ? '' : undefined} onClick={() => onSelect(booking)}>
        <span className="rail-time">{clock.time(booking.start)}</span>
        <span className="rail-who">
          <span className="rail-name">{whoIs(booking.row)}</span>
          <span className="rail-where">
            {late > 0 ? <strong>{words.shell.late(late)} · </strong> : null}
            {[namesOf(booking.resourceIds, resources), peopleWords(booking.row, resources)].filter((part) => part !== null).join(' · ')}
            {isSqueezedIn(booking) ? <em className="rail-squeezed"> · {squeezedWords(booking.row, resources)}</em> : null}
          </span>
        </span>
      </button>
    </li>
  );
}
