import { dayOf } from '@holdfast/domain/opening-hours';
import { Hourglass } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { countdown } from '../attention/countdown.ts';
import { holdTitle, namesOf, peopleWords, squeezedWords } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { TheirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDesk, useNow, useReadable } from '../desk-context.tsx';
import { Panel } from '../shell/panel.tsx';
import type { Selected } from '../shell/view.ts';
import { ExtendButton, isKnown, isOffer, release, TakeOverButton } from './hold-actions.tsx';
import './holds.css';

/** Time that is kept right now, whoever keeps it and on whatever day, the first to run out first. */
export function HoldsPanel({ onPick, onClose }: { onPick(selected: Selected): void; onClose(): void }) {
  const desk = useDesk();
  const holds = useReadable(desk.holds);
  const offline = useReadable(desk.connection).state === 'offline';
  return (
    <Panel label={words.holds.title} onClose={onClose}>
      <header className="panel-head">
        <h2 className="panel-title">
          {words.holds.title} {holds.length === 0 ? null : <span className="holds-count">{holds.length}</span>}
        </h2>
      </header>
      {offline ? <p className="panel-note holds-offline">{words.holds.offlineNote}</p> : null}
      {holds.length === 0 ? (
        <div className="holds-empty">
          <Hourglass size={22} aria-hidden="true" />
          <strong>{words.holds.none}</strong>
          <span>{words.holds.noneHow}</span>
        </div>
      ) : (
        <ol className="holds-cards">
          {holds.map((hold) => (
            <li key={hold.id}>
              <HoldCard hold={hold} onPick={onPick} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** For whom, what and until when; tapped, it opens on the board. */
function HoldCard({ hold, onPick }: { hold: HoldOnBoard; onPick(selected: Selected): void }) {
  const clock = useClock();
  const { resources, services } = useCatalogue();
  const actions = useCounterActions();
  const { row } = hold;
  const service = services.find(({ id }) => id === row.serviceId)?.name ?? words.noService;
  const people = peopleWords(row, resources);
  const title = holdTitle(row);
  return (
    <article className="holds-card" aria-label={title}>
      <button type="button" className="holds-open" aria-label={words.holds.open(title)} onClick={() => onPick({ kind: 'hold', id: hold.id, day: dayOf(hold.start, clock.timeZone) })}>
        <strong>{title}</strong>
        <span className="pill" data-status="hold">
          {words.channel[row.channel]}
        </span>
        <span className="holds-what">
          {clock.date(hold.start)} {clock.range(hold.start, hold.end)} · {namesOf(hold.resourceIds, resources)}
          <TheirClock start={hold.start} end={hold.end} zone={row.customerTimeZone} />
        </span>
        <span className="holds-what">{[service, people, row.squeezedIn === true ? squeezedWords(row, resources) : null].filter((part) => part !== null).join(' · ')}</span>
      </button>
      {isKnown(hold) ? <Left until={Date.parse(row.expiresAt)} /> : <p className="holds-left">{words.holds.waiting}</p>}
      <div className="holds-actions">
        <ExtendButton hold={hold} />
        <Button onClick={() => release(actions, hold)}>{isOffer(hold) ? words.details.takeBack : words.details.release}</Button>
        <TakeOverButton hold={hold} onTaken={() => {}} />
      </div>
    </article>
  );
}

/** The seconds are for the eye only: nothing is read out every second. */
function Left({ until }: { until: number }) {
  const clock = useClock();
  const now = useNow(1_000);
  return (
    <p className="holds-left">
      <span>{words.holds.until(clock.time(until))}</span>
      <strong role="timer" aria-label={words.holds.timeLeft}>
        {countdown(until, now)}
      </strong>
    </p>
  );
}
