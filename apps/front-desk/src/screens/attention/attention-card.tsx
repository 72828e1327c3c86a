import { Phone } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Kbd } from '../../components/kbd.tsx';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import type { AttentionCard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { TheirClock } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';
import { useBooking, useCatalogue, useClock, useDesk, useNow } from '../desk-context.tsx';
import { useFloor } from '../floor.ts';
import { SeriesDates } from '../series/series-dates.tsx';
import type { Selected } from '../shell/view.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { heldState } from './countdown.ts';
import { draftOf, whoOf } from './attention-draft.ts';
import { ConflictList } from './conflict-list.tsx';
import { InsistButton } from './insist-button.tsx';
import { landingAgain } from './landing-again.ts';
import { LookAgain } from './look-again.tsx';
import { remainderWords, whyRefused } from './refusal-words.ts';
import { takeAlternative } from './take-alternative.ts';
import { canWait, wishOf } from './wish-of-card.ts';

export function AttentionCardView({ card, first, onWait, onPick }: { card: AttentionCard; first: boolean; onWait(wish: JoinWish): void; onPick(booking: Selected): void }) {
  const desk = useDesk();
  const clock = useClock();
  const { location, resources, services } = useCatalogue();
  const floor = useFloor();
  const now = useNow(1_000);
  const [dismissing, setDismissing] = useState(false);
  const [checking, setChecking] = useState(false);
  const { wanted, customer, outcome } = card;
  const who = whoOf(card);
  const zone = customer?.timeZone ?? null;
  const service = services.find((candidate) => candidate.id === wanted.serviceId);
  const where = namesOf(wanted.resourceIds, resources);
  const when = wanted.start === null ? null : wanted.end === null ? clock.time(wanted.start) : clock.range(wanted.start, wanted.end);
  const why = remainderWords(card, floor, service ?? null, clock) ?? whyRefused(card, { location, resources }, clock);
  const again = useAgain(card, now);
  // Of an undo of several, whoever it was tapped for: the times are for one of them.
  const one = card.kind === 'undo_command' ? outcome.occurrences?.find(({ status }) => status === 'taken')?.reference : undefined;
  const heldWords = one === undefined && customer === null ? words.attention.heldNobody : words.attention.held(one ?? who);
  const held = outcome.alternatives.some((alternative) => heldState(alternative.heldUntil, now).held);

  const copyDraft = () => {
    navigator.clipboard.writeText(draftOf(card, where, clock)).then(
      () => toast(words.attention.messageCopied),
      () => toast.error(words.attention.messageFailed),
    );
  };

  return (
    <article className="attention-card" aria-label={`${who}, ${words.attention.wanted[card.kind]}`}>
      <div className="attention-why">
        <h3>
          {who} · {words.attention.wanted[card.kind]}
        </h3>
        <p className="attention-wanted">{[when, where === '' ? null : where, service?.name].filter((part) => part != null).join(' · ')}</p>
        {wanted.start === null ? null : <TheirClock start={wanted.start} {...(wanted.end === null ? {} : { end: wanted.end })} zone={zone} />}
        <p className="attention-reason">{why}</p>
        {card.seriesEnded ? <p className="attention-small">{words.attention.seriesEnded}</p> : null}
        <ConflictList conflicts={outcome.conflicts} onPick={onPick} />
        <p className="attention-small">
          {customer?.phone == null ? null : (
            <>
              <a href={`tel:${customer.phone.replaceAll(' ', '')}`}>{customer.phone}</a> ·{' '}
            </>
          )}
          {words.attention.tapped(clock.time(card.tappedAt))}
        </p>
      </div>
      {card.series !== undefined || again !== null ? (
        <Button variant="primary" onClick={() => setChecking(true)}>
          {again === null ? words.series.again : words.series.lookAgain}
        </Button>
      ) : outcome.alternatives.length === 0 ? (
        <p className="attention-held">{words.attention.noAlternatives}</p>
      ) : (
        <>
          <p className="attention-held">{held ? heldWords : words.attention.notHeldTitle}</p>
          <ul className="offers">
            {outcome.alternatives.map((alternative, index) => {
              const state = heldState(alternative.heldUntil, now);
              const start = Date.parse(alternative.start);
              const place = namesOf(alternative.resourceIds, resources);
              const sameDay = wanted.start === null || clock.date(start) === clock.date(wanted.start);
              return (
                <li key={alternative.start + place}>
                  <button type="button" className="offer" onClick={() => takeAlternative(desk, card, index)}>
                    {first ? <Kbd>{String(index + 1)}</Kbd> : null}
                    <span className="offer-what">
                      <strong>
                        {sameDay ? null : `${clock.date(start)} `}
                        {clock.time(start)}
                      </strong>{' '}
                      {place}
                      <TheirClock start={start} zone={zone} />
                    </span>
                    <span className="offer-held" data-held={state.held ? '' : undefined}>
                      {state.held ? state.left : state.ranOut ? words.attention.ranOut : words.attention.notHeld}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </>
      )}
      <div className="attention-actions">
        {customer?.phone == null ? null : (
          <a className="button button-outline button-m" href={`tel:${customer.phone.replaceAll(' ', '')}`}>
            <Phone size={15} aria-hidden="true" /> {words.attention.call}
          </a>
        )}
        <InsistButton card={card} who={who} why={why} />
        <Button onClick={copyDraft}>{words.attention.message}</Button>
        {canWait(card) ? (
          <Button {...(first ? { hint: 'L' } : {})} onClick={() => onWait(wishOf(card))}>
            {words.waitlist.title}
          </Button>
        ) : null}
        <Button variant="quiet" onClick={() => setDismissing(true)}>
          {words.attention.dismiss}
        </Button>
      </div>
      {checking && card.series !== undefined ? (
        <SeriesDates args={card.series} zone={zone} supersedes={card.commandId} onBack={() => setChecking(false)} onClose={() => setChecking(false)} />
      ) : null}
      {checking && again !== null ? <LookAgain {...again} supersedes={card.commandId} onClose={() => setChecking(false)} /> : null}
      {dismissing ? (
        <ReasonDialog
          title={words.attention.dismissAction}
          aside={who}
          label={words.attention.dismissReason}
          suggestions={words.attention.dismissReasons}
          says={{ close: words.close, keep: words.cancel, act: words.attention.dismissAction }}
          onClose={() => setDismissing(false)}
          onReason={(reason) => {
            card.dismiss(reason).onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
            toast(words.attention.dismissed);
          }}
        />
      ) : null}
    </article>
  );
}

/** What can be looked at again: nothing where the named booking is no longer to come, or is not on this computer. */
function useAgain({ again }: AttentionCard, now: number): Pick<Parameters<typeof LookAgain>[0], 'asked' | 'to'> | null {
  const booking = useBooking(again?.args.bookingId ?? '');
  if (again === undefined || booking === null) return null;
  if (again.kind !== 'cancel_series' && (booking.row.status !== 'booked' || booking.start <= now)) return null;
  return { asked: again, to: again.kind === 'move_series' ? landingAgain(again.args, booking) : null };
}
