import { isStillToGive } from '@holdfast/domain/booking-status';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { EditableField } from '@holdfast/protocol/outcomes';
import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import type { BookingOnBoard, Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { BothClocksField } from '../both-clocks.tsx';
import { useBooking, useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { ConcernedDatesList } from '../series/concerned-dates-list.tsx';
import { listedVersions } from '../series/concerned-dates.ts';
import { ScopeField, type Scope } from '../series/scope-field.tsx';
import { useConcerned } from '../series/use-concerned.ts';
import { whoIs } from './booking-names.ts';
import { expectedOf, useCounterActions } from './counter-actions.tsx';
import { CustomerField, customerOf, nobody, type WhoState } from './customer-field.tsx';
import { editChanges } from './edit-changes.ts';
import { missedBookings, PendingDialog, pendingFor, useActor, usePolicies, type Pending } from './new-booking-rules.tsx';
import { readZone } from './typed-zone.ts';
import { isZoneOrNone, ZoneField } from './zone-field.tsx';

/** The refused command that this one takes the place of, and what it asked for. */
interface Again {
  supersedes: string;
  args: CommandArgs<'edit_series'>;
}

export function EditDialog({ bookingId, again, onClose }: { bookingId: string; again?: Again | undefined; onClose(): void }) {
  const booking = useBooking(bookingId);
  return booking === null ? null : <EditForm now={booking} again={again} onClose={onClose} />;
}

function attachedTo(booking: BookingOnBoard): WhoState {
  const { customerId, customerName, customerPhone, customerTimeZone = null } = booking.row;
  if (customerId === null || customerName === null) return nobody();
  return { ...nobody(), text: customerName, attached: { id: customerId, name: customerName, phone: customerPhone, timeZone: customerTimeZone, visits: 0, noShows: 0 } };
}

/** Who was typed into the refused edit, if anybody; else who it is for. */
function wantedBy(booking: BookingOnBoard, again: Again | undefined): WhoState {
  const customer = again?.args.customer;
  if (customer === undefined) return attachedTo(booking);
  if (customer === null) return nobody();
  const { id, name, phone = null, timeZone = null } = customer;
  return { ...nobody(), text: name, attached: { id, name, phone, timeZone, visits: 0, noShows: 0 }, ...(timeZone === null ? {} : { zone: timeZone }) };
}

/** What of a booking and of its series is edited here. */
const fieldsHere: readonly EditableField[] = ['customer', 'notes'];

function EditForm({ now: onBoard, again, onClose }: { now: BookingOnBoard; again: Again | undefined; onClose(): void }) {
  // As it was when the form was opened: what somebody else writes meanwhile is not on it, and is not to be written over.
  const [booking] = useState(onBoard);
  const clock = useClock();
  const actions = useCounterActions();
  const id = useId();
  const [who, setWho] = useState(() => wantedBy(booking, again));
  const [notes, setNotes] = useState(again?.args.notes ?? booking.row.notes);
  const [typedZone, setTypedZone] = useState<string | null>(null);
  const knownZone = who.attached?.timeZone ?? null;
  const [pending, setPending] = useState<Pending | null>(null);
  const [scope, setScope] = useState<Scope>(again?.args.scope ?? 'this');
  const now = useNow(30_000);
  // What has begun is a visit of its own: the server would not take the others from it.
  const seriesId = booking.row.status === 'booked' && booking.start > now ? (booking.row.seriesId ?? null) : null;
  const customer = customerOf(who);
  const sameCustomer = (customer?.id ?? null) === booking.row.customerId;
  const { services } = useCatalogue();
  const [actor, policies] = [useActor(), usePolicies()];
  // What is over is completed without asking, and whose it is already was asked about.
  const missed = sameCustomer || !isStillToGive(booking.row.status) ? null : missedBookings({ services, serviceId: booking.row.serviceId }, who.attached, actor, policies);
  const zone = typedZone === null ? knownZone : readZone(typedZone);
  const changes = editChanges(booking.row, { customer, zone, knownZone, notes }, again?.args);
  const isOne = scope === 'this' || seriesId === null;
  const edits = fieldsHere.filter((field) => field in changes);
  const dates = useConcerned(isOne ? null : { seriesId, bookingId: booking.id, scope, fields: fieldsHere }, { edits, before: again?.args.expectedVersions });
  const listed = !isOne && dates.state === 'answered' ? dates.answer : null;

  const save = ({ approval, waive, depositReference }: Exceptions) => {
    onClose();
    if (edits.length === 0) return;
    const edit = { ...changes, ...(waive === undefined ? {} : { waive }), ...(depositReference === undefined ? {} : { depositReference }) };
    if (isOne) return actions.edit(booking, edit, approval, again?.supersedes);
    const seen = listed === null ? {} : { expectedVersions: listedVersions(listed) };
    const args = { seriesId, bookingId: booking.id, scope, ...expectedOf(booking), ...seen, ...edit };
    actions.toSeries({ kind: 'edit_series', args, approval, supersedes: again?.supersedes }, whoIs(booking.row), words.series.edited(whoIs(booking.row)));
  };
  return (
    <Dialog title={words.details.editTitle} aside={`${whoIs(booking.row)} · ${clock.range(booking.start, booking.end)}`} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (typedZone !== null && !isZoneOrNone(typedZone)) return;
          const asked = pendingFor({ start: booking.start, end: booking.end, resourceIds: [...booking.resourceIds] }, missed);
          if (asked === null) save({});
          else setPending({ ...asked, title: words.exceptions.attachTitle, action: words.save });
        }}
      >
        <div className="dialog-body">
          <CustomerField
            who={who}
            warning={missed?.note ?? null}
            onChange={(next) => {
              // Another customer has a zone of their own.
              if (next.attached?.id !== who.attached?.id) setTypedZone(null);
              setWho(next);
            }}
          />
          {customer === null ? null : <ZoneField key={who.attached?.id ?? who.newId} typed={typedZone ?? knownZone ?? ''} onChange={setTypedZone} />}
          <BothClocksField start={booking.start} end={booking.end} zone={zone} />
          <Field label={words.form.notes} htmlFor={id}>
            <textarea id={id} className="input" rows={5} maxLength={4000} autoFocus value={notes} onChange={(event) => setNotes(event.target.value)} />
          </Field>
          {seriesId === null ? null : (
            <ScopeField isField scope={scope} onChange={setScope} note={!isOne && dates.state === 'offline' ? words.series.keepsWhat : null} />
          )}
          {isOne ? null : (
            <Field label={words.series.dates}>
              <ConcernedDatesList isField of={dates} named={booking.row} says={edits.length === 0 ? words.series.wouldChange : words.series.willChange} />
            </Field>
          )}
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" disabled={listed?.changing === 0}>
            {isOne ? words.save : words.series.save(listed?.changing ?? null)}
          </Button>
        </div>
      </form>
      {pending === null ? null : <PendingDialog pending={pending} zone={zone} onGiven={save} onClose={() => setPending(null)} />}
    </Dialog>
  );
}
