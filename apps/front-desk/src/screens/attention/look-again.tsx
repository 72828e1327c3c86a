import type { SeriesAsked } from '../../desk.ts';
import { CancelDialog } from '../booking/cancel-dialog.tsx';
import { EditDialog } from '../booking/edit-dialog.tsx';
import type { Landing } from '../day-board/landing.ts';
import { MoveSeriesDialog } from '../series/move-series-dialog.tsx';

interface Props {
  asked: SeriesAsked;
  /** Of a move: where it is to go. */
  to: Landing | null;
  supersedes: string;
  onClose(): void;
}

/** A series once more, as it is now, with what was asked of it before somebody else changed one of its dates. */
export function LookAgain({ asked, to, supersedes, onClose }: Props) {
  const { bookingId, seriesId } = asked.args;
  switch (asked.kind) {
    case 'move_series':
      return to === null ? null : <MoveSeriesDialog bookingId={bookingId} seriesId={seriesId} to={to} again={{ supersedes, args: asked.args }} onClose={onClose} />;
    case 'cancel_series':
      return <CancelDialog bookingId={bookingId} again={{ supersedes, args: asked.args }} onClose={onClose} />;
    case 'edit_series':
      return <EditDialog bookingId={bookingId} again={{ supersedes, args: asked.args }} onClose={onClose} />;
  }
}
