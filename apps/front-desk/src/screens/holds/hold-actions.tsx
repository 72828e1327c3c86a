import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions, type CounterActions } from '../booking/counter-actions.tsx';
import { TakeOverDialog } from './take-over-dialog.tsx';

/** An offer to somebody who waits is accepted in their name, on the waitlist, and keeps its deadline. */
export function isOffer({ row }: HoldOnBoard): boolean {
  return row.purpose === 'waitlist';
}

/** What the server has not answered has no time yet that could be made longer or taken. */
export function isKnown({ certainty }: HoldOnBoard): boolean {
  return certainty === 'confirmed';
}

export function release(actions: CounterActions, hold: HoldOnBoard): void {
  actions.releaseHold(hold.id);
  toast(words.holds.released);
}

export function ExtendButton({ hold }: { hold: HoldOnBoard }) {
  const actions = useCounterActions();
  if (isOffer(hold)) return null;
  return (
    <Button
      disabled={!isKnown(hold)}
      onClick={() => {
        actions.submit({ kind: 'extend_hold', args: { holdId: hold.id } });
        toast(words.details.extended);
      }}
    >
      {words.details.extend}
    </Button>
  );
}

export function TakeOverButton({ hold, onTaken }: { hold: HoldOnBoard; onTaken(holdId: string, commandId: string): void }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button disabled={!isKnown(hold)} onClick={() => setAsking(true)}>
        {words.details.takeOver}
      </Button>
      {asking ? <TakeOverDialog hold={hold} onClose={() => setAsking(false)} onTaken={onTaken} /> : null}
    </>
  );
}
