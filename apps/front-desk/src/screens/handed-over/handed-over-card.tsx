import { minuteMs } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import type { EscalationStep, HandedOver } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useActor } from '../booking/new-booking-rules.tsx';
import { TheirClock } from '../both-clocks.tsx';
import { useBooking, useClock, useDesk, useNow } from '../desk-context.tsx';
import type { Selected } from '../shell/view.ts';
import { Transcript } from './transcript.tsx';

interface Props {
  handed: HandedOver;
  /** False while the server cannot be asked. */
  canAct: boolean;
  onPick(selected: Selected): void;
  /** Something was done, or somebody was faster: look again. */
  onDone(): void;
}

export function HandedOverCard({ handed, canAct, onPick, onDone }: Props) {
  const desk = useDesk();
  const clock = useClock();
  const actor = useActor();
  const now = useNow(60_000);
  const [settling, setSettling] = useState(false);
  const { booking, by, customerName, customerPhone, customerEmail, state, hasTranscript } = handed;
  // The list names no clock; the booking does, where this computer has its day.
  const onBoard = useBooking(booking?.id ?? '');
  const who = customerName ?? words.handedOver.somebody;
  const minutes = Math.max(0, Math.floor((now - Date.parse(handed.at)) / minuteMs));
  const isMine = by !== null && by.id === actor?.id;

  const step = (what: EscalationStep, said: string, note?: string) => {
    desk.stepEscalation(handed.id, what, note).then(
      (done) => {
        toast(done ? said : words.handedOver.faster);
        onDone();
      },
      () => toast.error(words.handedOver.failed),
    );
  };

  return (
    <article className="handed-card" data-state={state} aria-label={who}>
      <h3>{who}</h3>
      <p className="handed-reason">{handed.reason}</p>
      <p className="handed-small">
        {minutes === 0 ? words.handedOver.justNow : words.handedOver.waiting(words.duration(minutes))} · {words.handedOver.by(handed.from, words.channel[handed.channel])}
      </p>
      {customerPhone === null ? null : (
        <a className="handed-phone" href={`tel:${customerPhone.replaceAll(' ', '')}`} aria-label={words.details.call(customerPhone)}>
          <Phone size={13} aria-hidden="true" /> {customerPhone}
        </a>
      )}
      {customerEmail === null ? null : (
        <a className="handed-phone" href={`mailto:${customerEmail}`}>
          {customerEmail}
        </a>
      )}
      {customerName === null && customerPhone === null && customerEmail === null ? <p className="handed-small">{words.handedOver.noCustomer}</p> : null}
      {booking === null ? null : (
        <button type="button" className="handed-booking" onClick={() => onPick({ kind: 'booking', id: booking.id, day: dayOf(Date.parse(booking.start), clock.timeZone) })}>
          {words.handedOver.booking(booking.reference, `${clock.date(Date.parse(booking.start))} ${clock.time(Date.parse(booking.start))}`)}
          <TheirClock start={Date.parse(booking.start)} zone={onBoard?.row.customerTimeZone} />
        </button>
      )}
      {handed.here ? null : <p className="handed-small">{words.handedOver.everywhere}</p>}
      {hasTranscript ? <Transcript escalationId={handed.id} /> : null}
      {state === 'taken' && by !== null ? (
        <p className="handed-by">{isMine ? words.handedOver.youHaveIt(clock.time(Date.parse(by.at))) : words.handedOver.takenBy(by.name, clock.time(Date.parse(by.at)))}</p>
      ) : null}
      <div className="handed-actions">
        {state === 'open' ? (
          <Button variant="primary" disabled={!canAct} onClick={() => step('taken', words.handedOver.taken(who))}>
            {words.handedOver.take}
          </Button>
        ) : isMine ? (
          <Button disabled={!canAct} onClick={() => step('given_back', words.handedOver.gaveBack(who))}>
            {words.handedOver.giveBack}
          </Button>
        ) : null}
        <Button disabled={!canAct} onClick={() => setSettling(true)}>
          {words.handedOver.settle}
        </Button>
      </div>
      {settling ? (
        <ReasonDialog
          title={words.handedOver.settleTitle}
          aside={who}
          label={words.handedOver.settleNote}
          suggestions={words.handedOver.settleNotes}
          says={{ close: words.close, keep: words.cancel, act: words.handedOver.settleAction }}
          onClose={() => setSettling(false)}
          onReason={(note) => step('settled', words.handedOver.settled(who), note)}
        />
      ) : null}
    </article>
  );
}
