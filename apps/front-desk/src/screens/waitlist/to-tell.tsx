import { fromWire } from '@holdfast/domain/instant';
import { Mail, Phone } from 'lucide-react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { Message } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { toldOnBoth } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';
import { useCatalogue, useClock, useDesk } from '../desk-context.tsx';
import { LateOffers } from './late-offers.tsx';
import { draftOfLateThere, lateThereOf, saidOfLateThere } from './late-there.ts';
import { queuedOf, type ToTellLog } from './use-messages.ts';

/** Whom somebody has to ring or catch: offers with a deadline, time that was taken from them, offers that are gone. Offline as last seen. */
export function ToTell({ log }: { log: ToTellLog }) {
  const { list, again } = log;
  const queued = queuedOf(log);
  const isFresh = list.state === 'loaded' && list.fresh;
  if (isFresh && queued.length === 0) return null;
  return (
    <section className="to-tell-section" aria-label={words.toTell.title}>
      <h3>{words.toTell.title}</h3>
      {isFresh ? null : <p className="panel-note to-tell-note">{list.state === 'loading' ? words.toTell.loading : queued.length === 0 ? words.toTell.offline : words.toTell.offlineKnown}</p>}
      {queued.length === 0 ? null : (
        <ul className="to-tell">
          {queued.map((message) => (
            <ToTellRow key={message.id} message={message} canAct={isFresh} onTold={again} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ToTellRow({ message, canAct, onTold }: { message: Message; canAct: boolean; onTold(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const { resources } = useCatalogue();
  const said = useSaid(message);
  const lateThere = lateThereOf(message.body, clock, resources);
  const now = desk.now();
  const who = message.toName ?? words.toTell.nobodyNamed;
  const draft = lateThere === null ? draftOf(message, clock) : draftOfLateThere(lateThere, message, clock, resources);
  const tell = () =>
    desk.markTold(message.id).then(
      (told) => {
        toast(told ? words.toTell.toldDone(who) : words.toTell.overBefore);
        onTold();
      },
      () => toast.error(words.toTell.failed),
    );
  return (
    <li className="to-tell-row">
      <p>
        <strong>{who}</strong>
        {message.until === null ? null : <span className="waitlist-until"> {words.toTell.until(deadline(fromWire(message.until), now, clock))}</span>}
        <br />
        {said}
        {message.toPhone === null ? null : (
          <>
            {' '}
            <a href={`tel:${message.toPhone.replaceAll(' ', '')}`} aria-label={words.details.call(message.toPhone)}>
              <Phone size={12} aria-hidden="true" /> {message.toPhone}
            </a>
          </>
        )}
        {message.toEmail === null ? null : (
          <>
            {' '}
            <a href={`mailto:${encodeURIComponent(message.toEmail)}`} aria-label={words.toTell.write(message.toEmail)}>
              <Mail size={12} aria-hidden="true" /> {message.toEmail}
            </a>
          </>
        )}
      </p>
      {lateThere === null || lateThere.isInTime ? null : <LateOffers body={message.body} who={who} canAct={canAct} />}
      <div className="to-tell-actions">
        {draft === null ? null : (
          <Button variant="quiet" onClick={() => copy(draft)} aria-label={words.toTell.copyWho(who)}>
            {words.toTell.copy}
          </Button>
        )}
        <Button disabled={!canAct} onClick={() => void tell()} aria-label={words.toTell.toldWho(who)}>
          {words.toTell.told}
        </Button>
      </div>
    </li>
  );
}

/** What may be sent to them as it is; null for what is better said. */
function draftOf({ kind, body, toName }: Message, clock: Clock): string | null {
  const { stamp, time } = timesTold(body, clock);
  switch (kind) {
    case 'running_late':
      return words.toTell.lateDraft(toName ?? words.toTell.nobodyNamed, time(body.before), time(body.start));
    case 'hold_overridden':
      return body.start === undefined ? null : words.toTell.overriddenDraft(toName, stamp(body.start), words.attention.offersJoin([...new Set((body.alternatives ?? []).map(({ start }) => stamp(start)))]));
    default:
      return null;
  }
}

/** Its times as they are said to them: on their clock too, where that shows another. */
function timesTold({ customerTimeZone: zone }: Message['body'], clock: Clock): Record<'stamp' | 'time', (wire: string | undefined) => string> {
  const told = (ours: (at: number) => string) => (wire: string | undefined) => (wire === undefined ? '' : toldOnBoth(clock, ours(fromWire(wire)), { start: fromWire(wire), zone }));
  return { stamp: told((at) => `${clock.date(at)} ${clock.time(at)}`), time: told((at) => clock.time(at)) };
}

/** With the day, unless it is today's: an offer may stand overnight. */
function deadline(until: number, now: number, clock: Clock): string {
  return clock.date(until) === clock.date(now) ? clock.time(until) : `${clock.date(until)} ${clock.time(until)}`;
}

function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast(words.attention.messageCopied),
    () => toast.error(words.attention.messageFailed),
  );
}

function useSaid({ kind, body }: Message): string {
  const clock = useClock();
  const { resources } = useCatalogue();
  const { stamp, time } = timesTold(body, clock);
  const when = stamp(body.start);
  const where = namesOf(body.resourceIds ?? [], resources);
  const lateThere = lateThereOf(body, clock, resources);
  switch (kind) {
    case 'waitlist_offer':
      return [words.toTell.offer(when, where), body.asks === 'approval' ? words.toTell.asksApproval : body.asks === 'deposit' ? words.toTell.asksDeposit : null].filter((part) => part !== null).join(' ');
    case 'running_late':
      if (lateThere !== null) return saidOfLateThere(lateThere);
      return words.toTell.late(time(body.before), time(body.start), namesOf(body.lateResourceId === undefined ? [] : [body.lateResourceId], resources));
    case 'waitlist_taken':
      return words.toTell.taken(when);
    case 'hold_overridden': {
      const instead = (body.alternatives ?? []).map(({ start, resourceIds }) => `${stamp(start)} ${namesOf(resourceIds, resources)}`);
      const gone = words.toTell.overridden(when, where);
      return instead.length === 0 ? gone : `${gone} ${words.toTell.instead(instead.join(', '))}`;
    }
  }
}
