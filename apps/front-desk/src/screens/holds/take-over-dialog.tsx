import { toast } from 'sonner';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { BothClocks } from '../both-clocks.tsx';
import { useClock } from '../desk-context.tsx';
import { ExceptionDialog } from '../exceptions/exception-dialog.tsx';
import { noHurdle } from '../exceptions/hurdles.ts';

/**
 * A manager takes held time, by being signed in or by their PIN; whoever it was held for is told. `onTaken`: under
 * which id it will be held, once the server has agreed to the command.
 */
export function TakeOverDialog({ hold, onClose, onTaken }: { hold: HoldOnBoard; onClose(): void; onTaken(holdId: string, commandId: string): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  return (
    <ExceptionDialog
      title={words.details.takeOverTitle}
      aside={clock.range(hold.start, hold.end)}
      why={words.details.takeOverHow}
      action={words.details.takeOverAction}
      hurdle={{ ...noHurdle, takeOver: true }}
      onGiven={({ approval }, reason) => {
        const newHoldId = crypto.randomUUID();
        onClose();
        onTaken(newHoldId, actions.submit({ kind: 'override_hold', args: { holdId: hold.id, newHoldId, reason }, approval }));
        toast(words.details.tookOver);
      }}
      onClose={onClose}
    >
      <BothClocks start={hold.start} end={hold.end} zone={hold.row.customerTimeZone} />
    </ExceptionDialog>
  );
}
