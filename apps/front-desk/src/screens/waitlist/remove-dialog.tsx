import { useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { ReasonPicker } from '../../components/reason-picker.tsx';
import type { WaitlistEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';

export function RemoveDialog({ entry: { row }, onClose }: { entry: WaitlistEntry; onClose(): void }) {
  const actions = useCounterActions();
  const [reason, setReason] = useState('');
  return (
    <Dialog width="s" title={words.waitlist.removeTitle(row.customerName)} closeLabel={words.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          actions.submit({ kind: 'leave_waitlist', args: { entryId: row.id, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) } });
          toast(words.waitlist.removed(row.customerName));
        }}
      >
        <ReasonPicker label={words.waitlist.removeReason} suggestions={words.waitlist.removeReasons} value={reason} onChange={setReason} />
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.waitlist.keep}
          </Button>
          <Button size="l" variant="danger" type="submit" hint="↵">
            {words.waitlist.removeAction}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
