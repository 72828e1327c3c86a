import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import type { Desk, Exceptions, HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { whoIsTyped } from '../booking/booking-form-words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { CustomerField, customerOf, nobody, zoneOf, type WhoState } from '../booking/customer-field.tsx';
import { missedBookings, PendingDialog, pendingFor, useActor, usePolicies, type Pending } from '../booking/new-booking-rules.tsx';
import { BothClocksField, theirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDesk } from '../desk-context.tsx';

/** Turns held time into a booking: the slot is never free in between. */
export function BookHoldDialog({ hold, onBooked, onClose }: { hold: HoldOnBoard; onBooked(bookingId: string): void; onClose(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const { resources, services } = useCatalogue();
  const actions = useCounterActions();
  const id = useId();
  const [who, setWho] = useState(() => heldFor(desk, hold));
  const [notes, setNotes] = useState('');
  const where = namesOf(hold.resourceIds, resources);
  // Whom the hold names may have no card on this computer; it says by which clock they live all the same.
  const zone = zoneOf(who) ?? (who.attached === null && customerOf(who)?.name === hold.row.customerName ? (hold.row.customerTimeZone ?? null) : null);
  const missed = missedBookings({ services, serviceId: hold.row.serviceId }, who.attached, useActor(), usePolicies());
  const [pending, setPending] = useState<Pending | null>(null);

  const book = ({ approval, waive, depositReference }: Exceptions) => {
    const customer = customerOf(who);
    const bookingId = crypto.randomUUID();
    onClose();
    onBooked(bookingId);
    const given = { ...(waive === undefined ? {} : { waive }), ...(depositReference === undefined ? {} : { depositReference }) };
    const args = { holdId: hold.id, bookingId, customer, ...(notes.trim() === '' ? {} : { notes: notes.trim() }), ...given };
    const whom = whoIsTyped(customer);
    actions.book({ kind: 'confirm_hold', args, approval }, whom, words.form.booked(whom, where, clock.time(hold.start)), theirClock(clock, { start: hold.start, zone }));
  };
  return (
    <Dialog title={words.holds.book} aside={`${clock.range(hold.start, hold.end)} · ${where}`} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const asked = pendingFor({ start: hold.start, end: hold.end, resourceIds: hold.resourceIds }, missed);
          if (asked === null) book({});
          else setPending(asked);
        }}
      >
        <div className="dialog-body">
          <CustomerField who={who} onChange={setWho} autoFocus warning={missed?.note ?? null} />
          <BothClocksField start={hold.start} end={hold.end} zone={zone} />
          <Field label={words.form.notes} htmlFor={id}>
            <textarea id={id} className="input" rows={2} maxLength={4000} placeholder={words.form.notesPlaceholder} value={notes} onChange={(event) => setNotes(event.target.value)} />
          </Field>
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵">
            {words.form.book(where, clock.time(hold.start))}
          </Button>
        </div>
      </form>
      {pending === null ? null : <PendingDialog pending={pending} zone={zone} onGiven={book} onClose={() => setPending(null)} />}
    </Dialog>
  );
}

/** The hold names a person, not their card: the one customer of that name and number is attached, else they are new. */
function heldFor(desk: Desk, { row }: HoldOnBoard): WhoState {
  const { customerName = null, customerPhone = null } = row;
  if (customerName === null) return nobody();
  const [known, ...others] = desk
    .search(customerPhone ?? customerName, 8)
    .flatMap(({ customer }) => (customer !== null && customer.name === customerName && customer.phone === customerPhone ? [customer] : []));
  if (known !== undefined && others.length === 0) return { ...nobody(), text: known.name, attached: known };
  return { ...nobody(), text: customerPhone === null ? customerName : `${customerName} ${customerPhone}` };
}
