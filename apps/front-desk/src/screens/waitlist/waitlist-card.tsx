import { fromWire } from '@holdfast/domain/instant';
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { WaitlistEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { heldState } from '../attention/countdown.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { isOneDay } from './join-window.ts';
import { OfferDialog } from './offer-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { waitedMinutes } from './waited.ts';

/** One who waits: for what, since when, and what is held for them right now. */
export function WaitlistCard({ entry, place }: { entry: WaitlistEntry; place: number }) {
  const { row, certainty } = entry;
  const clock = useClock();
  const actions = useCounterActions();
  const { resources, services } = useCatalogue();
  const now = useNow(row.offer == null ? 60_000 : 1_000);
  const [asking, setAsking] = useState<'offer' | 'remove' | null>(null);
  const service = services.find(({ id }) => id === row.serviceId);
  const [from, to] = [fromWire(row.from), fromWire(row.to)];
  const minutes = waitedMinutes(row.joinedAt, now);
  const stamp = (instant: number) => `${clock.date(instant)} ${clock.time(instant)}`;
  const window = isOneDay({ start: from, end: to }, clock.timeZone) ? words.waitlist.window(clock.date(from), clock.range(from, to)) : words.waitlist.windowOver(stamp(from), stamp(to));
  const done = () => setAsking(null);

  return (
    <article className="waitlist-card" data-offered={row.status === 'offered' ? '' : undefined} aria-label={row.customerName}>
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
      <div className="waitlist-actions">
        {row.status === 'offered' ? (
          <>
            <Button
              variant="primary"
              onClick={() => {
                actions.submit({ kind: 'accept_offer', args: { entryId: row.id, bookingId: crypto.randomUUID() } });
                toast(words.waitlist.accepted(row.customerName, row.offer == null ? '' : clock.time(fromWire(row.offer.start))));
              }}
            >
              {words.waitlist.accept}
            </Button>
            <Button
              onClick={() => {
                actions.submit({ kind: 'decline_offer', args: { entryId: row.id } });
                toast(words.waitlist.declined(row.customerName));
              }}
            >
              {words.waitlist.decline}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsking('offer')}>{words.waitlist.offer}</Button>
        )}
        <Button variant="quiet" onClick={() => setAsking('remove')}>
          {words.waitlist.remove}
        </Button>
      </div>
      {asking === 'offer' ? <OfferDialog entry={entry} onClose={done} /> : null}
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
      <span>{words.waitlist.held(`${clock.date(start)} ${clock.time(start)}`, namesOf(row.offer.resourceIds, resources))}</span>
      <strong data-held={state.held ? '' : undefined}>{state.held ? words.waitlist.left(state.left) : state.ranOut ? words.waitlist.ranOut : words.waitlist.offering}</strong>
    </p>
  );
}
