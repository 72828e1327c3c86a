import { Search } from 'lucide-react';
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { SearchHit } from '../../desk.ts';
import type { CustomerRow } from '@holdfast/protocol/rows';
import { words } from '../../words/words.ts';
import { namesOf, whoIs } from '../booking/booking-names.ts';
import { TheirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDesk, useReadable } from '../desk-context.tsx';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { Selected } from '../shell/view.ts';
import './search.css';

const limit = 30;

/** By any run of phone digits, by name, by reference. From memory, so it works offline. */
export function SearchDialog({ onPick, onWait, onClose }: { onPick(selected: Selected): void; onWait(customer: CustomerRow): void; onClose(): void }) {
  const desk = useDesk();
  const zone = useCatalogue().location.timeZone;
  const id = useId();
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const asked = useDeferredValue(query.trim());
  // Rendered again by every sync, so that whom others booked meanwhile is found without another key.
  useReadable(desk.connection);
  const hits = asked.length < 2 ? [] : desk.search(asked, limit);

  const found = hits[active]?.customer ?? null;
  const pick = (hit: SearchHit | undefined) => {
    if (hit?.booking == null) return;
    onClose();
    onPick({ kind: 'booking', id: hit.booking.id, day: dayOf(hit.booking.start, zone) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive(Math.min(hits.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else if (event.key === 'Enter') pick(hits[active]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={words.search.title} closeLabel={words.close} onClose={onClose}>
      <div className="search-box">
        <Search size={18} aria-hidden="true" />
        <input
          className="input"
          role="combobox"
          aria-label={words.search.placeholder}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={hits.length > 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          autoFocus
          placeholder={words.search.placeholder}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} className="search-hits" role="listbox" aria-label={words.search.results(hits.length)}>
        {hits.map((hit, index) => (
          <HitRow key={`${hit.customer?.id ?? ''} ${hit.booking?.id ?? ''}`} id={`${id}-${index}`} hit={hit} active={index === active} onPick={() => pick(hit)} />
        ))}
      </div>
      {hits.length > 0 ? null : (
        <p className="search-none" role="status">
          {asked.length < 2 ? words.search.how : `${words.search.nothing(asked)} ${words.search.nothingHow}`}
        </p>
      )}
      {found === null ? null : (
        <div className="dialog-foot">
          <Button onClick={() => onWait(found)}>{words.waitlist.addNamed(found.name)}</Button>
        </div>
      )}
    </Dialog>
  );
}

function HitRow({ id, hit, active, onPick }: { id: string; hit: SearchHit; active: boolean; onPick(): void }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const { booking, customer } = hit;
  const visits = [
    hit.nextVisit === null ? null : words.search.next(`${clock.date(hit.nextVisit)} ${clock.time(hit.nextVisit)}`),
    hit.lastVisit === null ? null : words.search.last(clock.date(hit.lastVisit)),
  ].filter((part) => part !== null);
  return (
    <button
      type="button"
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      aria-disabled={booking === null}
      className="search-hit"
      onClick={onPick}
      ref={(element) => {
        if (active) element?.scrollIntoView({ block: 'nearest' });
      }}
    >
      <span className="search-name">{customer?.name ?? (booking === null ? '' : whoIs(booking.row))}</span>
      <span className="search-phone">{customer?.phone ?? ''}</span>
      <span className="search-what">
        {booking === null
          ? visits.length === 0 ? words.search.noVisits : visits.join(' · ')
          : `${clock.date(booking.start)} ${clock.range(booking.start, booking.end)} · ${namesOf(booking.resourceIds, resources)} · ${[booking.certainty === 'confirmed' ? words.status[booking.row.status] : words.certainty[booking.certainty].word, booking.row.squeezedIn === true ? words.board.squeezedIn : '', booking.row.reference].filter((part) => part !== '').join(' · ')}`}
        {booking === null ? null : <TheirClock start={booking.start} end={booking.end} zone={booking.row.customerTimeZone} />}
      </span>
      <span className="search-visits">
        {booking === null ? null : visits.join(' · ')}
        {customer !== null && customer.noShows > 0 ? <strong> {words.search.noShows(customer.noShows)}</strong> : null}
      </span>
    </button>
  );
}
