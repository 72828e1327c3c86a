import { memo } from 'react';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { whoIs } from '../booking/booking-names.ts';
import { signOf, signWord, SignIcon } from './board-item.tsx';
import type { ClassOnBoard } from './column-items.ts';

const lineHeight = 16;

interface Props {
  item: ClassOnBoard;
  resourceId: string;
  clock: Clock;
  serviceName: string | null;
  colour: number;
  alsoIn: string;
  top: number;
  height: number;
  left: string;
  width: string;
  selected: boolean;
  focusable: boolean;
}

/** A class: how many of how many, of what and with whom, and as many names as there is room for. */
export const ClassItemView = memo(function ClassItemView({ item, clock, serviceName, colour, alsoIn, top, height, left, width, ...props }: Props) {
  const lines = Math.max(1, Math.floor((height - 5) / lineHeight));
  const title = serviceName ?? words.noService;
  const count = words.board.places(item.taken, item.capacity);
  const waiting = item.bookings.filter((booking) => booking.certainty === 'waiting').length;
  const arrived = item.bookings.filter((booking) => booking.row.status === 'arrived').length;
  return (
    <div className="item-place" style={{ top, height, left, width }}>
      <button
        type="button"
        className="item item-class"
        data-key={item.key}
        data-resource={props.resourceId}
        data-kind="class"
        data-sign={waiting === item.bookings.length ? 'waiting' : item.bookings.every((booking) => booking.row.status === 'done') ? 'done' : 'booked'}
        data-size={lines === 1 ? 'xs' : lines === 2 ? 's' : 'l'}
        data-service={colour}
        data-selected={props.selected ? '' : undefined}
        tabIndex={props.focusable ? 0 : -1}
        title={[`${title} · ${count}`, clock.range(item.start, item.end), ...(alsoIn === '' ? [] : [words.board.with(alsoIn)]), ...item.bookings.map((booking) => `${whoIs(booking.row)} · ${signWord(signOf(booking))}`)].join('\n')}
      >
        <span className="item-text" style={{ maxHeight: lines * lineHeight }}>
          <span className="item-class-title">
            <strong>{count}</strong> {title}
          </span>
          {lines < 2 ? null : (
            <span className="item-second">
              {/* Who is squeezed in took a place that is not for sale. */}
              {[clock.time(item.start), words.board.placesLeft(Math.max(0, item.capacity - item.taken + item.squeezedIn)), item.squeezedIn > 0 ? words.board.squeezedInMany(item.squeezedIn) : null, arrived > 0 ? words.board.arrived(arrived) : null, waiting > 0 ? words.board.waiting(waiting) : null].filter((part) => part !== null).join(' · ')}
            </span>
          )}
          {lines < 4 || alsoIn === '' ? null : <span className="item-second">{words.board.with(alsoIn)}</span>}
          {lines < 3
            ? null
            : item.bookings.slice(0, lines - 2).map((booking) => (
                <span key={booking.key} className="item-second" aria-hidden="true">
                  {signOf(booking) === 'booked' ? null : (
                    <>
                      <SignIcon sign={signOf(booking)} size={11} />{' '}
                    </>
                  )}
                  {whoIs(booking.row)}
                  {(booking.row.partySize ?? 1) > 1 ? ` · ${booking.row.partySize}` : null}
                </span>
              ))}
        </span>
      </button>
    </div>
  );
});
