import { CircleCheck, Hourglass, Phone, TriangleAlert } from 'lucide-react';
import { minuteMs } from '@holdfast/domain/instant';
import { Button } from '../../components/button.tsx';
import { useMeaning } from '../../components/use-meaning.ts';
import type { BookingOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { isSqueezedIn, SignIcon } from '../day-board/board-item.tsx';
import { useCatalogue, useClock, useDesk, useNow } from '../desk-context.tsx';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { DialogView, Moving } from '../shell/view.ts';
import { BookingHistory } from './booking-history.tsx';
import { namesOf, squeezedWords, whoIs } from './booking-names.ts';
import { canCancel, canMove, noShowStep, primaryStep } from './booking-steps.ts';
import { useCounterActions } from './counter-actions.tsx';

interface Props {
  booking: BookingOnBoard;
  onOpen(dialog: DialogView): void;
  onMove(moving: Moving): void;
  /** To where a refused one waits for a decision. */
  onAttention(): void;
}

export function BookingDetails({ booking, onOpen, onMove, onAttention }: Props) {
  const clock = useClock();
  const { services, resources, location } = useCatalogue();
  const actions = useCounterActions();
  const now = useNow(30_000);
  const { row } = booking;
  const service = services.find((candidate) => candidate.id === row.serviceId);
  const step = primaryStep(row.status);
  const noShow = noShowStep(row, now);
  const day = dayOf(booking.start, location.timeZone);
  const [fromResourceId] = booking.resourceIds;
  useMeaning(booking.id, row.status);
  const refused = booking.certainty === 'refused';
  const before = Math.round((booking.start - booking.occupied.start) / minuteMs);
  const after = Math.round((booking.occupied.end - booking.end) / minuteMs);
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">{whoIs(row)}</h2>
        <span className="pill" data-status={refused ? 'refused' : row.status}>
          <SignIcon sign={refused ? 'refused' : row.status} size={12} />
          {refused ? words.certainty.refused.word : words.status[row.status]}
        </span>
      </header>
      <div className="panel-lines">
        {row.customerName !== null && row.title !== null ? <span>{row.title}</span> : null}
        <span>
          {service?.name ?? words.noService} · {words.duration(Math.round((booking.end - booking.start) / minuteMs))}
        </span>
        <span>
          <strong>
            {clock.range(booking.start, booking.end)} · {namesOf(booking.resourceIds, resources)}
          </strong>
        </span>
        <span>
          {clock.date(booking.start)}
          {clock.foreignZone(booking.start) === null ? null : ` · ${clock.foreignZone(booking.start)}`}
        </span>
        <BothClocks start={booking.start} end={booking.end} zone={row.customerTimeZone} />
        {(row.partySize ?? 1) > 1 ? <span>{words.board.people(row.partySize ?? 1)}</span> : null}
        {isSqueezedIn(booking) ? <strong className="panel-squeezed">{[squeezedWords(row, resources), row.squeezeReason].filter((part) => part != null && part !== '').join(': ')}</strong> : null}
        {row.waived == null ? null : <span>{words.details.waived(row.waived.rules.map((rule) => words.details.waivedRule[rule]).join(', '), row.waived.reason)}</span>}
        {row.depositReference == null ? null : <span>{words.details.deposit(row.depositReference)}</span>}
        {row.seriesId == null ? null : <span>{words.series.ofSeries}</span>}
        {before > 0 || after > 0 ? (
          <span>{[before > 0 ? words.details.prepares(before) : null, after > 0 ? words.details.cleans(after) : null].filter((part) => part !== null).join(' · ')}</span>
        ) : null}
        <span>
          {words.details.reference} <span className="reference">{row.reference === '' ? '…' : row.reference}</span> · {words.details.byChannel(words.channel[row.channel])}
        </span>
      </div>
      {refused ? (
        <Button size="l" variant="primary" hint="N" className="panel-primary" onClick={onAttention}>
          {words.attention.title}
        </Button>
      ) : step !== null ? (
        <Button size="l" variant="primary" hint="I" className="panel-primary" onClick={() => actions.advance(booking)}>
          {step.label}
        </Button>
      ) : (
        <div className="panel-finished">{words.details.finished}</div>
      )}
      <div className="panel-actions">
        <Button hint="M" disabled={refused || !canMove(row.status) || fromResourceId === undefined} onClick={() => fromResourceId !== undefined && onMove({ bookingId: booking.id, fromResourceId, day })}>
          {words.details.move}
        </Button>
        <Button disabled={refused || !canCancel(row.status)} onClick={() => onOpen({ kind: 'cancel', bookingId: booking.id })}>
          {words.details.cancelBooking}
        </Button>
        <Button disabled={refused} onClick={() => onOpen({ kind: 'edit', bookingId: booking.id })}>
          {words.details.edit}
        </Button>
        <Button hint={noShow?.allowed === true ? 'X' : undefined} disabled={refused || noShow?.allowed !== true} onClick={() => actions.noShow(booking)}>
          {noShow === null || noShow.allowed ? words.details.noShow : `${words.details.noShow} ${words.details.noShowFrom(clock.time(noShow.from))}`}
        </Button>
      </div>
      <Tell booking={booking} />
      <Customer booking={booking} />
      {row.notes === '' ? null : (
        <section className="panel-section">
          <h3>{words.details.notes}</h3>
          <p className="panel-note panel-notes">{row.notes}</p>
        </section>
      )}
      {/* What was refused from the start never was a booking. */}
      {refused && row.reference === '' ? null : <BookingHistory key={`${booking.id} ${row.version} ${booking.certainty}`} booking={booking} />}
    </>
  );
}

/** The certainty word, and what may be told to the customer. */
function Tell({ booking }: { booking: BookingOnBoard }) {
  const certainty = words.certainty[booking.certainty];
  const tell = typeof certainty.tell === 'string' ? certainty.tell : certainty.tell(booking.row.status);
  const Icon = booking.certainty === 'confirmed' ? CircleCheck : booking.certainty === 'waiting' ? Hourglass : TriangleAlert;
  return (
    <div className="tell" data-certainty={booking.certainty} role="status">
      <Icon size={15} aria-hidden="true" />
      <strong>{certainty.word}</strong>
      {tell === null ? null : <span className="tell-say">{tell}</span>}
      {booking.atRisk ? <span className="tell-say tell-risk">{words.atRisk}</span> : null}
    </div>
  );
}

function Customer({ booking }: { booking: BookingOnBoard }) {
  const desk = useDesk();
  const clock = useClock();
  const { customerId, customerName, customerPhone } = booking.row;
  if (customerId === null) return null;
  const hit = desk.search(customerPhone ?? customerName ?? '', 8).find((candidate) => candidate.customer?.id === customerId);
  const customer = hit?.customer ?? null;
  return (
    <div className="panel-card">
      {customerPhone === null ? (
        <span>{words.details.noPhone}</span>
      ) : (
        <a href={`tel:${customerPhone.replaceAll(' ', '')}`} aria-label={words.details.call(customerPhone)}>
          <Phone size={13} aria-hidden="true" /> {customerPhone}
        </a>
      )}
      {customer === null ? null : (
        <span>
          {[
            customer.visits === 0 ? words.details.noVisits : words.details.visits(customer.visits),
            hit?.lastVisit == null ? null : words.details.lastVisit(clock.date(hit.lastVisit)),
            customer.noShows > 0 ? words.details.noShows(customer.noShows) : null,
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
      )}
      {customer === null || customer.notes === '' ? null : <span>{customer.notes}</span>}
    </div>
  );
}
