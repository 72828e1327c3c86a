import type { WaivableRule } from '@holdfast/protocol/commands';
import type { BookingOnBoard, Exceptions } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { whoIs } from '../booking/booking-names.ts';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { noHurdle } from '../exceptions/hurdles.ts';
import type { Landing } from './landing.ts';

/** A booking that somebody wants to put where a rule is in the way that may be set aside. */
export interface Insistence {
  booking: BookingOnBoard;
  landing: Landing;
  /** Where that is, and what is in the way, in words. */
  to: string;
  why: string;
  rules: readonly WaivableRule[];
}

/** Asks for what it takes to move there all the same. Of a series the named date goes alone. */
export function MoveAnyway({ of: { booking, landing, to, why, rules }, onGiven, onClose }: { of: Insistence; onGiven(exceptions: Exceptions): void; onClose(): void }) {
  return (
    <ExceptionDialog title={words.move.anywayTitle} aside={whoIs(booking.row)} why={words.move.anywayWhy(to, why)} action={words.move.anywayAction} hurdle={{ ...noHurdle, rules }} onGiven={onGiven} onClose={onClose}>
      <BothClocks start={landing.start} end={landing.end} zone={booking.row.customerTimeZone ?? null} />
      {booking.row.seriesId == null ? null : <p className="exception-note">{words.move.onlyThisDate}</p>}
    </ExceptionDialog>
  );
}
