import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ReasonPicker } from '../../components/reason-picker.tsx';
import { words } from '../../words/words.ts';
import { useBooking, useClock } from '../desk-context.tsx';
import { ScopeField, type Scope } from '../series/scope-field.tsx';
import { whoIs } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';

export function CancelDialog({ bookingId, onClose }: { bookingId: string; onClose(): void }) {
  const booking = useBooking(bookingId);
  const clock = useClock();
  const actions = useCounterActions();
  const [reason, setReason] = useState('');
  const [scope, setScope] = useState<Scope>('this');
  if (booking === null) return null;
  const { seriesId } = booking.row;
  return (
    <Dialog width="s" title={words.details.cancelTitle(whoIs(booking.row))} closeLabel={words.close} aside={clock.range(booking.start, booking.end)} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (scope === 'this' || seriesId == null) actions.cancel(booking, reason);
          else actions.cancelSeries(booking, seriesId, scope, reason);
          onClose();
        }}
      >
        {seriesId == null ? null : <ScopeField scope={scope} onChange={setScope} />}
        <ReasonPicker label={words.details.cancelReason} suggestions={words.details.cancelReasons} value={reason} onChange={setReason} />
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.details.keep}
          </Button>
          <Button size="l" variant="danger" type="submit" hint="↵">
            {words.details.cancelBooking}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
