import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ReasonPicker } from '../../components/reason-picker.tsx';
import type { HoldOnBoard } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useClock } from '../desk-context.tsx';

/** A manager takes held time for themselves; whoever it was held for is told. */
export function TakeOverDialog({ hold, onClose, onDone }: { hold: HoldOnBoard; onClose(): void; onDone(): void }) {
  const clock = useClock();
  const actions = useCounterActions();
  const [reason, setReason] = useState('');
  return (
    <Dialog width="s" title={words.details.takeOverTitle} aside={clock.range(hold.start, hold.end)} closeLabel={words.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') return;
          onClose();
          actions.submit({ kind: 'override_hold', args: { holdId: hold.id, newHoldId: crypto.randomUUID(), reason: reason.trim() } });
          toast(words.details.tookOver);
          onDone();
        }}
      >
        <p className="panel-note">{words.details.takeOverHow}</p>
        <ReasonPicker label={words.details.takeOverReason} suggestions={words.details.takeOverReasons} value={reason} onChange={setReason} />
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={reason.trim() === ''}>
            {words.details.takeOverAction}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
