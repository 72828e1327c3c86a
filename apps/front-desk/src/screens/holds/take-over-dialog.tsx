import { toast } from 'sonner';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useClock } from '../desk-context.tsx';

/** A manager takes held time for themselves; whoever it was held for is told. */
export function TakeOverDialog({ hold, onClose, onDone }: { hold: HoldOnBoard; onClose(): void; onDone(): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  return (
    <ReasonDialog
      title={words.details.takeOverTitle}
      aside={clock.range(hold.start, hold.end)}
      label={words.details.takeOverReason}
      suggestions={words.details.takeOverReasons}
      says={{ close: words.close, keep: words.cancel, act: words.details.takeOverAction }}
      onClose={onClose}
      onReason={(reason) => {
        actions.submit({ kind: 'override_hold', args: { holdId: hold.id, newHoldId: crypto.randomUUID(), reason } });
        toast(words.details.tookOver);
        onDone();
      }}
    >
      <p className="panel-note">{words.details.takeOverHow}</p>
    </ReasonDialog>
  );
}
