import { fromWire } from '@holdfast/domain/instant';
import type { LateElsewhere } from '@holdfast/protocol/outcomes';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { Missing, Shortfall } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { TheirClock, theirClock, TheirTime, toldOnBoth } from '../both-clocks.tsx';
import { namesOf, whoIs } from '../booking/booking-names.ts';
import { useBooking, useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { refusalSentence } from './refusal-words.ts';

/** A command that came through in part: each that did not, with what could be had instead, one tap each. */
export function ShortfallCard({ shortfall }: { shortfall: Shortfall }) {
  const clock = useClock();
  const { services } = useCatalogue();
  const { kind, title, customer, serviceId, tappedAt, done, missing } = shortfall;
  const who = customer?.name ?? (title === '' ? words.walkInCustomer : title);
  const what = words.attention.wanted[kind];
  const service = services.find(({ id }) => id === serviceId);
  return (
    <article className="attention-card shortfall" aria-label={words.shortfall.about(who, what)}>
      <div className="attention-why" data-tone="partly">
        <h3>{words.shortfall.about(who, what)}</h3>
        <p className="attention-reason">{words.shortfall.said(done, missing.length)}</p>
        <p className="attention-small">
          {service === undefined || kind === 'run_late' ? null : `${service.name} · `}
          {customer?.phone == null ? null : (
            <>
              <a href={`tel:${customer.phone.replaceAll(' ', '')}`}>{customer.phone}</a> ·{' '}
            </>
          )}
          {words.attention.tapped(clock.time(tappedAt))}
        </p>
      </div>
      <ul className="shortfall-items">
        {missing.map((item) =>
          item.elsewhere !== null ? (
            <li key={item.key}>
              <LateElsewhereItem item={item} late={item.elsewhere} who={who} />
            </li>
          ) : item.bookingId === null ? (
            <li key={item.key}>
              <MissingDate item={item} who={who} zone={customer?.timeZone ?? null} />
            </li>
          ) : (
            <li key={item.key}>
              <MissingMove item={item} bookingId={item.bookingId} />
            </li>
          ),
        )}
      </ul>
    </article>
  );
}

/** A booking that stands where it stood. */
function MissingMove({ item, bookingId }: { item: Missing; bookingId: string }) {
  const clock = useClock();
  const booking = useBooking(bookingId);
  const today = clock.date(useNow(60_000));
  const who = booking === null ? words.shortfall.gone : whoIs(booking.row);
  const date = booking === null || clock.date(booking.start) === today ? '' : `${clock.date(booking.start)} `;
  const when = booking === null ? '' : `${date}${clock.time(booking.start)}`;
  const leave = booking === null ? words.shortfall.leaveOut : words.shortfall.leaveAt(clock.time(booking.start));
  return (
    <Item item={item} who={who} when={when === '' ? '' : words.shortfall.stays(when)} day={booking?.start ?? null} resourceIds={booking?.resourceIds ?? []} phone={booking?.row.customerPhone ?? null} zone={booking?.row.customerTimeZone ?? null} leave={leave} left={words.shortfall.left(who, when)} />
  );
}

/** What whoever is late comes too late for at another location: to be told there, by telephone or however they do. */
function LateElsewhereItem({ item, late, who }: { item: Missing; late: LateElsewhere; who: string }) {
  const clock = useClock();
  const place = late.locationName ?? words.shortfall.elsewhereSome;
  const [start, end, earliest] = [fromWire(late.start), fromWire(late.end), fromWire(late.earliest)];
  const today = clock.date(useNow(60_000));
  const when = `${clock.date(start) === today ? '' : `${clock.date(start)} `}${clock.range(start, end)}`;
  return (
    <section className="shortfall-item" aria-label={words.shortfall.elsewhere(place, when)}>
      <p className="shortfall-who">
        <strong>{place}</strong> <span>{when}</span>
        <TheirTime start={start} end={end} zone={late.timeZone} />
      </p>
      <p className="shortfall-why">{words.shortfall.tooLate(who, toldOnBoth(clock, clock.time(earliest), { start: earliest, zone: late.timeZone }))}</p>
      <div className="shortfall-offers">
        <LeaveButton item={item} label={words.shortfall.theyKnow} left={words.shortfall.known(place, when)} />
      </div>
    </section>
  );
}

/** A date of a series that was not booked. */
function MissingDate({ item, who, zone }: { item: Missing; who: string; zone: string | null }) {
  const clock = useClock();
  const start = item.slot?.start ?? 0;
  const when = `${clock.date(start)} ${clock.time(start)}`;
  return <Item item={item} who={who} heading={when} when={words.shortfall.notBooked} day={start} resourceIds={item.slot?.resourceIds ?? []} phone={null} zone={zone} leave={words.shortfall.leaveOut} left={words.shortfall.leftOut(when)} />;
}

interface ItemProps {
  item: Missing;
  who: string;
  heading?: string;
  when: string;
  /** An instant of the day it was wanted on. */
  day: number | null;
  resourceIds: readonly string[];
  phone: string | null;
  /** Of their clock, as far as it is known. */
  zone: string | null;
  leave: string;
  left: string;
}

function Item({ item, who, heading = who, when, day, resourceIds, phone, zone, leave, left }: ItemProps) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const [conflict] = item.conflicts;
  const where = conflict === undefined ? resourceIds : [conflict.resourceId];
  const why = refusalSentence(item.reason, {
    where: where.length === 0 ? words.refusal.somewhere : namesOf(where, resources),
    range: conflict === undefined ? null : clock.range(Date.parse(conflict.start), Date.parse(conflict.end)),
    held: conflict?.kind === 'hold',
  });
  return (
    <section className="shortfall-item" aria-label={heading}>
      <p className="shortfall-who">
        <strong>{heading}</strong> <span>{when}</span>
        {day === null ? null : <TheirClock start={day} zone={zone} />}
      </p>
      <p className="shortfall-why">
        {why}
        {phone === null ? null : (
          <>
            {' '}
            <a href={`tel:${phone.replaceAll(' ', '')}`}>{phone}</a>
          </>
        )}
      </p>
      {item.alternatives.length === 0 ? <p className="shortfall-none">{words.shortfall.nothingNear}</p> : null}
      <div className="shortfall-offers">
        {item.alternatives.map((alternative, index) => {
          const start = Date.parse(alternative.start);
          const sameDay = day !== null && clock.date(start) === clock.date(day);
          const time = `${sameDay ? '' : `${clock.date(start)} `}${clock.time(start)}`;
          const place = namesOf(alternative.resourceIds, resources);
          return (
            <button
              key={alternative.start + place}
              type="button"
              className="offer shortfall-offer"
              aria-label={words.shortfall.take(heading, time, place)}
              onClick={() => {
                item.accept(index).onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
                toast(words.attention.taken(time, place), { description: theirClock(clock, { start, zone }) });
              }}
            >
              <span className="offer-what">
                <strong>{time}</strong> {place}
                <TheirClock start={start} zone={zone} />
              </span>
            </button>
          );
        })}
        <LeaveButton item={item} label={leave} left={left} />
      </div>
    </section>
  );
}

function LeaveButton({ item, label, left }: { item: Missing; label: string; left: string }) {
  return (
    <Button
      variant="quiet"
      className="shortfall-leave"
      onClick={() => {
        item.leave().then(
          () => toast(left),
          () => toast.error(words.form.notKept, { duration: Infinity }),
        );
      }}
    >
      {label}
    </Button>
  );
}
