import { toast } from 'sonner';
import { ReasonDialog } from '../../components/reason-dialog.tsx';
import type { WaitlistEntry } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';

export function RemoveDialog({ entry: { row }, onClose }: { entry: WaitlistEntry; onClose(): void }) {
  const actions = useCounterActions();
  return (
    <ReasonDialog
      title={words.waitlist.removeTitle(row.customerName)}
      label={words.waitlist.removeReason}
      suggestions={words.waitlist.removeReasons}
      optional
      says={{ close: words.close, keep: words.waitlist.keep, act: words.waitlist.removeAction }}
      variant="danger"
      onClose={onClose}
      onReason={(reason) => {
        actions.submit({ kind: 'leave_waitlist', args: { entryId: row.id, ...(reason === '' ? {} : { reason }) } });
        toast(words.waitlist.removed(row.customerName));
      }}
    />
  );
}
