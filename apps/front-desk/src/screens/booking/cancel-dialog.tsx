import { useState } from 'react';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { useBooking, useClock } from '../desk-context.tsx';
import { ScopeField, type Scope } from '../series/scope-field.tsx';
import { whoIs } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';

export function CancelDialog({ bookingId, onClose }: { bookingId: string; onClose(): void }) {
  const booking = useBooking(bookingId);
  const clock = useClock();
  const actions = useCounterActions();
  const [scope, setScope] = useState<Scope>('this');
  if (booking === null) return null;
  const { seriesId } = booking.row;
  return (
    <ReasonDialog
      title={words.details.cancelTitle(whoIs(booking.row))}
      aside={clock.range(booking.start, booking.end)}
      label={words.details.cancelReason}
      suggestions={words.details.cancelReasons}
      optional
      says={{ close: words.close, keep: words.details.keep, act: words.details.cancelBooking }}
      variant="danger"
      onClose={onClose}
      onReason={(reason) => {
        if (scope === 'this' || seriesId == null) actions.cancel(booking, reason);
        else actions.cancelSeries(booking, seriesId, scope, reason);
      }}
    >
      <BothClocks start={booking.start} end={booking.end} zone={booking.row.customerTimeZone} />
      {seriesId == null ? null : <ScopeField scope={scope} onChange={setScope} />}
    </ReasonDialog>
  );
}
