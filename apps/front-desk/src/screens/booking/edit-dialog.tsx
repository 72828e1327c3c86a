import { isStillToGive } from '@holdfast/domain/booking-status';
import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import type { BookingOnBoard, Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { BothClocksField } from '../both-clocks.tsx';
import { useBooking, useCatalogue, useClock, useNow } from '../desk-context.tsx';
import { ScopeField, type Scope } from '../series/scope-field.tsx';
import { whoIs } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';
import { CustomerField, customerOf, nobody, type WhoState } from './customer-field.tsx';
import { missedBookings, PendingDialog, pendingFor, useActor, usePolicies, type Pending } from './new-booking-rules.tsx';
import { readZone } from './typed-zone.ts';
import { isZoneOrNone, ZoneField } from './zone-field.tsx';

export function EditDialog({ bookingId, onClose }: { bookingId: string; onClose(): void }) {
  const booking = useBooking(bookingId);
  return booking === null ? null : <EditForm booking={booking} onClose={onClose} />;
}

function attachedTo(booking: BookingOnBoard): WhoState {
  const { customerId, customerName, customerPhone, customerTimeZone = null } = booking.row;
  if (customerId === null || customerName === null) return nobody();
  return { ...nobody(), text: customerName, attached: { id: customerId, name: customerName, phone: customerPhone, timeZone: customerTimeZone, visits: 0, noShows: 0 } };
}

function EditForm({ booking, onClose }: { booking: BookingOnBoard; onClose(): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  const id = useId();
  const [who, setWho] = useState(() => attachedTo(booking));
  const [notes, setNotes] = useState(booking.row.notes);
  const [typedZone, setTypedZone] = useState<string | null>(null);
  const knownZone = who.attached?.timeZone ?? null;
  const [pending, setPending] = useState<Pending | null>(null);
  const [scope, setScope] = useState<Scope>('this');
  const now = useNow(30_000);
  // What has begun is a visit of its own: the server would not take the others from it.
  const seriesId = booking.row.status === 'booked' && booking.start > now ? (booking.row.seriesId ?? null) : null;
  const customer = customerOf(who);
  const sameCustomer = (customer?.id ?? null) === booking.row.customerId;
  const { services } = useCatalogue();
  const service = services.find(({ id }) => id === booking.row.serviceId) ?? null;
  const [actor, policies] = [useActor(), usePolicies()];
  // What is over is completed without asking, and whose it is already was asked about.
  const missed = sameCustomer || !isStillToGive(booking.row.status) ? null : missedBookings(service, who.attached, actor, policies);
  const zone = typedZone === null ? knownZone : readZone(typedZone);

  const save = ({ approval, waive, depositReference }: Exceptions) => {
    const sameZone = customer === null || zone === knownZone;
    onClose();
    if (sameCustomer && sameZone && notes === booking.row.notes) return;
    const changes = {
      ...(sameCustomer && sameZone ? {} : { customer: customer === null || sameZone ? customer : { ...customer, timeZone: zone } }),
      // Name and phone are as this computer last heard: who corrected them meanwhile is not to be overruled.
      ...(sameCustomer && !sameZone ? { corrects: ['timeZone' as const] } : {}),
      ...(notes === booking.row.notes ? {} : { notes }),
      ...(waive === undefined ? {} : { waive }),
      ...(depositReference === undefined ? {} : { depositReference }),
    };
    if (scope === 'this' || seriesId === null) actions.edit(booking, changes, approval);
    else actions.editSeries(booking, seriesId, scope, changes, approval);
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
            <ScopeField isField scope={scope} onChange={setScope} note={scope === 'this' ? null : words.series.keepsOwn} />
          )}
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
      {pending === null ? null : <PendingDialog pending={pending} zone={zone} onGiven={save} onClose={() => setPending(null)} />}
    </Dialog>
  );
}
