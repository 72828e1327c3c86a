import { fromWire } from '@holdfast/domain/instant';
import { useId } from 'react';
import type { Message } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { TheirClock } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useBooking, useCatalogue, useClock } from '../desk-context.tsx';

/** What its customer can have instead of somebody who is late from another location: one tap moves them there. */
export function LateOffers({ body, who, canAct }: { body: Message['body']; who: string; canAct: boolean }) {
  const actions = useCounterActions();
  const clock = useClock();
  const { resources } = useCatalogue();
  const titleId = useId();
  const booking = useBooking(body.bookingId ?? '');
  const { alternatives = [], before = '', lateResourceId = '', customerTimeZone: zone } = body;
  if (alternatives.length === 0) return <p className="to-tell-offers">{words.shortfall.nothingNear}</p>;
  // What was decided a moment ago is listed until the server has heard of it.
  const isOpen = booking !== null && booking.start === fromWire(before) && booking.resourceIds.includes(lateResourceId);
  return (
    <div className="to-tell-offers" role="group" aria-labelledby={titleId}>
      <span id={titleId}>{words.toTell.freeNow}</span>
      {alternatives.map(({ start: startsAt, end, resourceIds }) => {
        const start = fromWire(startsAt);
        const time = clock.date(start) === clock.date(fromWire(before)) ? clock.time(start) : `${clock.date(start)} ${clock.time(start)}`;
        const place = namesOf(resourceIds, resources);
        return (
          <button
            key={startsAt + place}
            type="button"
            className="offer"
            disabled={!canAct || !isOpen}
            aria-label={words.shortfall.take(who, time, place)}
            onClick={() => booking !== null && actions.move(booking, { start, end: fromWire(end), resourceIds })}
          >
            <span className="offer-what">
              <strong>{time}</strong> {place}
              <TheirClock start={start} zone={zone} />
            </span>
          </button>
        );
      })}
    </div>
  );
}
