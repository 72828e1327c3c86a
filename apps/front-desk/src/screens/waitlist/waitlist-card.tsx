import { fromWire } from '@holdfast/domain/instant';
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { Exceptions, WaitlistEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { heldState } from '../attention/countdown.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { missedBookings, useActor, usePolicies } from '../booking/new-booking-rules.tsx';
import { useCatalogue, useClock, useDesk, useNow } from '../desk-context.tsx';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { noHurdle } from '../exceptions/hurdles.ts';
import { BothClocks, bothClocks, theirClock } from '../both-clocks.tsx';
import { isOneDay } from './join-window.ts';
import { OfferDialog } from './offer-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { waitedMinutes } from './waited.ts';

/** One who waits: for what, since when, and what is held for them right now. */
export function WaitlistCard({ entry, place }: { entry: WaitlistEntry; place: number }) {
  const { row, certainty } = entry;
  const clock = useClock();
  const desk = useDesk();
  const actions = useCounterActions();
  const actor = useActor();
  const policies = usePolicies();
  const { resources, services } = useCatalogue();
  const now = useNow(row.offer == null ? 60_000 : 1_000);
  const [asking, setAsking] = useState<'offer' | 'remove' | 'accept' | null>(null);
  const service = services.find(({ id }) => id === row.serviceId);
  const [from, to] = [fromWire(row.from), fromWire(row.to)];
  const minutes = waitedMinutes(row.joinedAt, now);
  const stamp = (instant: number) => `${clock.date(instant)} ${clock.time(instant)}`;
  const window = isOneDay({ start: from, end: to }, clock.timeZone) ? words.waitlist.window(clock.date(from), clock.range(from, to)) : words.waitlist.windowOver(stamp(from), stamp(to));
  const lapses = row.lapses ?? 0;
  const isPaused = row.status === 'waiting' && lapses >= (policies.waitlistLapses ?? Infinity);
  const theirs = bothClocks(clock, { start: from, end: to, zone: row.customerTimeZone });
  const done = () => setAsking(null);
  /** An answer to what they were offered last, if late: they wait on, in their place. */
  const answered = () => actions.submit({ kind: 'decline_offer', args: { entryId: row.id, ...(row.holdId === null ? {} : { holdId: row.holdId }) } });
  const known = desk.search(row.customerPhone ?? row.customerName, 8).find(({ customer }) => customer?.id === row.customerId)?.customer ?? null;
  const missed = row.status === 'offered' ? missedBookings({ services, serviceId: row.serviceId }, known, actor, policies) : null;
  const asks = missed !== null && (missed.hurdle.deposit || missed.hurdle.rules.length > 0) ? missed : null;

  const accept = ({ approval, waive, depositReference }: Exceptions) => {
    const given = { ...(waive === undefined ? {} : { waive }), ...(depositReference === undefined ? {} : { depositReference }) };
    actions.submit({ kind: 'accept_offer', args: { entryId: row.id, bookingId: crypto.randomUUID(), ...given }, approval });
    const start = row.offer == null ? null : fromWire(row.offer.start);
    toast(words.waitlist.accepted(row.customerName, start === null ? '' : clock.time(start)), start === null ? {} : { description: theirClock(clock, { start, zone: row.customerTimeZone }) });
  };

  return (
    <article className="waitlist-card" data-offered={row.status === 'offered' ? '' : undefined} data-paused={isPaused ? '' : undefined} aria-label={row.customerName}>
      <h3>
        <span className="waitlist-place" aria-hidden="true">
          {place}
        </span>
        {row.customerName}
      </h3>
      <p className="waitlist-what">
        {[service?.name ?? words.noService, row.resourceIds.length === 0 ? null : namesOf(row.resourceIds, resources), row.partySize > 1 ? words.waitlist.party(row.partySize) : null].filter((part) => part !== null).join(' · ')}
      </p>
      <p className="waitlist-window">{window}</p>
      {theirs === null ? null : <p className="waitlist-small">{theirs}</p>}
      <p className="waitlist-small">
        {row.customerPhone === null ? null : (
          <>
            <a href={`tel:${row.customerPhone.replaceAll(' ', '')}`}>
              <Phone size={12} aria-hidden="true" /> {row.customerPhone}
            </a>{' '}
            ·{' '}
          </>
        )}
        {certainty === 'waiting' && row.status === 'waiting' ? words.waitlist.joining : minutes === 0 ? words.waitlist.justNow : words.waitlist.since(words.duration(minutes), words.channel[row.channel])}
      </p>
      {row.notes === '' ? null : <p className="waitlist-notes">{row.notes}</p>}
      {row.offer == null ? null : <OfferHeld entry={entry} now={now} />}
      {row.status === 'waiting' && lapses > 0 ? (
        <p className="waitlist-silent">
          {isPaused ? <strong>{words.waitlist.paused}</strong> : null} {words.waitlist.unanswered(lapses)}
        </p>
      ) : null}
      {missed === null ? null : <p className="waitlist-asks">{missed.note}</p>}
      <div className="waitlist-actions">
        {row.status === 'offered' ? (
          <>
            <Button variant="primary" onClick={() => (asks === null ? accept({}) : setAsking('accept'))}>
              {words.waitlist.accept}
            </Button>
            <Button
              onClick={() => {
                answered();
                toast(words.waitlist.declined(row.customerName));
              }}
            >
              {words.waitlist.decline}
            </Button>
          </>
        ) : (
          <>
            {isPaused ? (
              <Button
                variant="primary"
                onClick={() => {
                  answered();
                  toast(words.waitlist.offeredAgain(row.customerName));
                }}
              >
                {words.waitlist.offerAgain}
              </Button>
            ) : null}
            <Button onClick={() => setAsking('offer')}>{words.waitlist.offer}</Button>
          </>
        )}
        <Button variant="quiet" onClick={() => setAsking('remove')}>
          {words.waitlist.remove}
        </Button>
      </div>
      {asking === 'offer' ? <OfferDialog entry={entry} onClose={done} /> : null}
      {asking === 'accept' && asks !== null ? (
        <ExceptionDialog
          title={asks.hurdle.deposit ? words.exceptions.depositTitle : words.exceptions.approveTitle}
          aside={row.customerName}
          why={asks.note}
          action={asks.hurdle.deposit ? words.exceptions.depositAction : words.exceptions.approveAction}
          hurdle={{ ...noHurdle, ...asks.hurdle }}
          onGiven={(exceptions) => {
            done();
            accept(exceptions);
          }}
          onClose={done}
        />
      ) : null}
      {asking === 'remove' ? <RemoveDialog entry={entry} onClose={done} /> : null}
    </article>
  );
}

function OfferHeld({ entry: { row }, now }: { entry: WaitlistEntry; now: number }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  if (row.offer == null) return null;
  const start = fromWire(row.offer.start);
  const state = heldState(row.offerUntil ?? undefined, now);
  return (
    <p className="waitlist-held">
      <span>
        {words.waitlist.held(`${clock.date(start)} ${clock.time(start)}`, namesOf(row.offer.resourceIds, resources))}
        {bothClocks(clock, { start, end: fromWire(row.offer.end), zone: row.customerTimeZone }) === null ? null : <br />}
        <BothClocks start={start} end={fromWire(row.offer.end)} zone={row.customerTimeZone} />
      </span>
      <strong data-held={state.held ? '' : undefined}>{state.held ? words.waitlist.left(state.left) : state.ranOut ? words.waitlist.ranOut : words.waitlist.offering}</strong>
    </p>
  );
}
