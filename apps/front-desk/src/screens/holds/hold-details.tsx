import { Phone } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { countdown } from '../attention/countdown.ts';
import { History } from '../booking/booking-history.tsx';
import { holdTitle, namesOf, squeezedWords } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useActor } from '../booking/new-booking-rules.tsx';
import { useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { BothClocks } from '../both-clocks.tsx';
import { BookHoldDialog } from './book-hold-dialog.tsx';
import { ExtendButton, isKnown, isOffer, release, TakeOverButton } from './hold-actions.tsx';

interface Props {
  hold: HoldOnBoard;
  /** It is asked for already; what is begun about it now would end with it. */
  isGoing: boolean;
  /** What it is from now on, or as soon as the server agrees to the command. */
  onBecomes(kind: 'booking' | 'hold', id: string, commandId?: string): void;
  /** It is given back. */
  onDone(): void;
}

/** Time that is kept for somebody: for whom, until when, and what to do about it. */
export function HoldDetails({ hold, isGoing, onBecomes, onDone }: Props) {
  const clock = useClock();
  const { resources, services } = useCatalogue();
  const actions = useCounterActions();
  const [booking, setBooking] = useState(false);
  const { row } = hold;
  const { partySize = 1, customerName = null, customerPhone = null } = row;
  const actor = useActor();
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{holdTitle(row)}</h2>
        <span className="pill" data-status="hold">
          {words.channel[row.channel]}
        </span>
      </header>
      <div className="panel-lines">
        {customerName === null || row.title == null || row.title === '' ? null : <span>{row.title}</span>}
        <span>{services.find((service) => service.id === row.serviceId)?.name ?? words.noService}</span>
        <strong>
          {clock.range(hold.start, hold.end)} · {namesOf(hold.resourceIds, resources)}
        </strong>
        <span>{clock.date(hold.start)}</span>
        <BothClocks start={hold.start} end={hold.end} zone={row.customerTimeZone} />
        {partySize > 1 ? <span>{words.board.people(partySize)}</span> : null}
        {row.squeezedIn === true ? <strong className="panel-squeezed">{squeezedWords(row, resources)}</strong> : null}
      </div>
      {isKnown(hold) ? <TimeLeft until={Date.parse(row.expiresAt)} /> : <p className="panel-note">{words.holds.waiting}</p>}
      {customerName === null ? null : (
        <div className="panel-card">
          <span>{customerName}</span>
          {customerPhone === null ? (
            <span>{words.details.noPhone}</span>
          ) : (
            <a href={`tel:${customerPhone.replaceAll(' ', '')}`} aria-label={words.details.call(customerPhone)}>
              <Phone size={13} aria-hidden="true" /> {customerPhone}
            </a>
          )}
        </div>
      )}
      <fieldset className="hold-do" disabled={isGoing}>
        <div className="hold-actions">
          {isOffer(hold) ? null : (
            <Button size="l" variant="primary" className="panel-primary" disabled={!isKnown(hold)} onClick={() => setBooking(true)}>
              {words.holds.book}
            </Button>
          )}
          <Button
            size="l"
            className="panel-primary"
            onClick={() => {
              release(actions, hold);
              onDone();
            }}
          >
            {isOffer(hold) ? words.details.takeBack : words.details.release}
          </Button>
        </div>
        <div className="panel-actions">
          <ExtendButton hold={hold} />
          <TakeOverButton hold={hold} onTaken={(holdId, commandId) => onBecomes('hold', holdId, commandId)} />
        </div>
      </fieldset>
      {actor === null || actor.role === 'manager' ? null : <p className="panel-note hold-note">{words.exceptions.onlyManagers}</p>}
      <History key={row.expiresAt} of="holdHistory" id={hold.id} unsent={!isKnown(hold)} />
      {booking ? <BookHoldDialog hold={hold} onBooked={(bookingId) => onBecomes('booking', bookingId)} onClose={() => setBooking(false)} /> : null}
    </>
  );
}

/** Counts down to the second for the eye; the end is what is read out. */
function TimeLeft({ until }: { until: number }) {
  const clock = useClock();
  const now = useNow(1_000);
  return (
    <p className="hold-left">
      <span>{words.holds.until(clock.time(until))}</span>
      <strong role="timer" aria-label={words.holds.timeLeft}>
        {countdown(until, now)}
      </strong>
    </p>
  );
}
