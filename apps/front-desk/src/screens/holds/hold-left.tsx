import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { countdown } from '../attention/countdown.ts';
import { useClock, useNow } from '../desk-context.tsx';

/** Until when a hold stands and how long that is. The seconds are for the eye only: nothing is read out every second. */
export function HoldLeft({ hold }: { hold: HoldOnBoard }) {
  const clock = useClock();
  const now = useNow(1_000);
  const until = Date.parse(hold.row.expiresAt);
  return (
    <span className="item-left" aria-hidden="true">
      {words.holds.left(clock.time(until), countdown(until, now))}
    </span>
  );
}
