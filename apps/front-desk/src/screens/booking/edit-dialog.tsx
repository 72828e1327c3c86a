import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import type { BookingOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useBooking, useClock } from '../desk-context.tsx';
import { whoIs } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';
import { CustomerField, customerOf, nobody, type WhoState } from './customer-field.tsx';

export function EditDialog({ bookingId, onClose }: { bookingId: string; onClose(): void }) {
  const booking = useBooking(bookingId);
  return booking === null ? null : <EditForm booking={booking} onClose={onClose} />;
}

function attachedTo(booking: BookingOnBoard): WhoState {
  const { customerId, customerName, customerPhone } = booking.row;
  if (customerId === null || customerName === null) return nobody();
  return { ...nobody(), text: customerName, attached: { id: customerId, name: customerName, phone: customerPhone, visits: 0, noShows: 0 } };
}

function EditForm({ booking, onClose }: { booking: BookingOnBoard; onClose(): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  const id = useId();
  const [who, setWho] = useState(() => attachedTo(booking));
  const [notes, setNotes] = useState(booking.row.notes);
  return (
    <Dialog title={words.details.editTitle} aside={`${whoIs(booking.row)} · ${clock.range(booking.start, booking.end)}`} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          const customer = customerOf(who);
          const sameCustomer = (customer?.id ?? null) === booking.row.customerId;
          onClose();
          if (sameCustomer && notes === booking.row.notes) return;
          actions.edit(booking, { ...(sameCustomer ? {} : { customer }), ...(notes === booking.row.notes ? {} : { notes }) });
        }}
      >
        <div className="dialog-body">
          <CustomerField who={who} onChange={setWho} />
          <Field label={words.form.notes} htmlFor={id}>
            <textarea id={id} className="input" rows={5} maxLength={4000} autoFocus value={notes} onChange={(event) => setNotes(event.target.value)} />
          </Field>
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit">
            {words.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
