import type { ReactNode, Ref } from 'react';
import { Button } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { words } from '../../words/words.ts';
import { TheirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock } from '../desk-context.tsx';
import { namesOf } from './booking-names.ts';
import { offerNote } from './conflict-words.ts';
import './slot-offers.css';
import type { Slot } from '@holdfast/domain/availability';
import type { TimeRange } from '@holdfast/domain/time-range';

interface Props {
  ref: Ref<HTMLDivElement>;
  why: string;
  slots: readonly Slot[];
  wished: TimeRange;
  /** The customer's; null where nobody knows it. */
  zone: string | null;
  /** What may be done about the wished time all the same. */
  exception: ReactNode;
  onTake(slot: Slot): void;
  /** Puts them on the waitlist instead; null when there is nothing to wait for. */
  onWait: (() => void) | null;
}

/** Why not, and up to three nearest free times: one key each. */
export function SlotOffers({ ref, why, slots, wished, zone, exception, onTake, onWait }: Props) {
  const clock = useClock();
  const { resources } = useCatalogue();
  return (
    <div className="slot-offers dialog-long" ref={ref}>
      <div className="slot-why">
        <p role="status">
          <strong>{why}</strong> {slots.length === 0 ? words.form.noneFree : words.form.nearest}
        </p>
        {exception}
      </div>
      <ul className="offers">
        {slots.map((slot, index) => {
          const sameDay = clock.date(slot.start) === clock.date(wished.start);
          return (
            <li key={`${slot.start} ${slot.resourceIds.join()}`}>
              <button type="button" className="offer" onClick={() => onTake(slot)}>
                <Kbd>{String(index + 1)}</Kbd>
                <span className="offer-what">
                  <strong>
                    {sameDay ? null : `${clock.date(slot.start)} `}
                    {clock.time(slot.start)}
                  </strong>{' '}
                  {namesOf(slot.resourceIds, resources)}
                  <TheirClock start={slot.start} zone={zone} />
                </span>
                <span className="offer-note">{offerNote(slot, wished)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {onWait === null ? null : (
        <Button hint="L" onClick={onWait}>
          {words.waitlist.add}
        </Button>
      )}
    </div>
  );
}
