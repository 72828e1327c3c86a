import type { CommandArgs } from '@holdfast/protocol/commands';
import { useState } from 'react';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { useBooking, useClock } from '../desk-context.tsx';
import { ConcernedDatesList } from '../series/concerned-dates-list.tsx';
import { listedVersions } from '../series/concerned-dates.ts';
import { ScopeField, type Scope } from '../series/scope-field.tsx';
import { useConcerned } from '../series/use-concerned.ts';
import { whoIs } from './booking-names.ts';
import { expectedOf, useCounterActions } from './counter-actions.tsx';

interface Props {
  bookingId: string;
  /** The refused command that this one takes the place of, and what it asked for. */
  again?: { supersedes: string; args: CommandArgs<'cancel_series'> } | undefined;
  onClose(): void;
}

export function CancelDialog({ bookingId, again, onClose }: Props) {
  const booking = useBooking(bookingId);
  const clock = useClock();
  const actions = useCounterActions();
  const [scope, setScope] = useState<Scope>(again?.args.scope ?? 'this');
  const seriesId = booking?.row.seriesId ?? null;
  const isOne = scope === 'this' || seriesId === null;
  const dates = useConcerned(isOne ? null : { seriesId, bookingId, scope, fields: [] }, { before: again?.args.expectedVersions });
  if (booking === null) return null;
  const listed = !isOne && dates.state === 'answered' ? dates.answer : null;
  return (
    <ReasonDialog
      width={seriesId === null ? 's' : 'm'}
      title={words.details.cancelTitle(whoIs(booking.row))}
      aside={clock.range(booking.start, booking.end)}
      label={words.details.cancelReason}
      suggestions={words.details.cancelReasons}
      given={again?.args.reason}
      optional
      disabled={listed?.changing === 0}
      says={{
        close: words.close,
        keep: isOne ? words.details.keep : words.series.keepThem,
        act: isOne ? words.details.cancelBooking : words.series.cancel(listed?.changing ?? null),
      }}
      variant="danger"
      onClose={onClose}
      onReason={(reason) => {
        if (isOne) return actions.cancel(booking, reason, again?.supersedes);
        // What the server told of each is newer than what stands on the board.
        const seen = listed === null ? expectedOf(booking) : { expectedVersions: listedVersions(listed) };
        const args = { seriesId, bookingId, scope, ...seen, ...(reason === '' ? {} : { reason }) };
        actions.toSeries({ kind: 'cancel_series', args, supersedes: again?.supersedes }, whoIs(booking.row), words.series.cancelled(whoIs(booking.row)));
      }}
    >
      <BothClocks start={booking.start} end={booking.end} zone={booking.row.customerTimeZone} />
      {seriesId === null ? null : <ScopeField scope={scope} onChange={setScope} />}
      {isOne ? null : <ConcernedDatesList of={dates} named={booking.row} says={words.series.willCancel} />}
    </ReasonDialog>
  );
}
