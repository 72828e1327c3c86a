import { useMemo, useReducer, useState, type ReactNode } from 'react';
import type { BookingOnBoard } from '../../desk.ts';
import { shiftDay } from '../../components/month-grid.ts';
import { AttentionPanel } from '../attention/attention-panel.tsx';
import { takeAlternative } from '../attention/take-alternative.ts';
import { canWait, wishOf } from '../attention/wish-of-card.ts';
import { BlockDialog } from '../booking/block-dialog.tsx';
import { canMove } from '../booking/booking-steps.ts';
import { CancelDialog } from '../booking/cancel-dialog.tsx';
import { CounterActionsProvider, createCounterActions } from '../booking/counter-actions.tsx';
import { DetailsPanel } from '../booking/details-panel.tsx';
import { EditDialog } from '../booking/edit-dialog.tsx';
import { NewBookingDialog } from '../booking/new-booking-dialog.tsx';
import type { BoardEntry } from '../day-board/column-items.ts';
import { DayBoard } from '../day-board/day-board.tsx';
import { useCatalogue, useDesk, useNow } from '../desk-context.tsx';
import { HoldsPanel } from '../holds/holds-panel.tsx';
import { HandedOverPanel } from '../handed-over/handed-over-panel.tsx';
import { countsOf, useHandedOver } from '../handed-over/use-handed-over.ts';
import { HoursDialog } from '../hours/hours-dialog.tsx';
import { LateDialog } from '../running-late/late-dialog.tsx';
import { dayOf } from '@holdfast/domain/opening-hours';
import { SearchDialog } from '../search/search-dialog.tsx';
import { MoveSeriesDialog } from '../series/move-series-dialog.tsx';
import { TerminalDialog } from '../session/terminal-dialog.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { SettingsHistoryDialog } from '../settings-history/settings-history-dialog.tsx';
import { JoinDialog, knownAs, type JoinWish } from '../waitlist/join-dialog.tsx';
import { queuedOf, useMessages } from '../waitlist/use-messages.ts';
import { WaitlistPanel } from '../waitlist/waitlist-panel.tsx';
import { WalkInDialog } from '../walk-in/walk-in-dialog.tsx';
import { ActionBar } from './action-bar.tsx';
import { ArrivalsRail } from './arrivals-rail.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import './shell.css';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';
import { changeView, firstView, type DialogView, type Selected } from './view.ts';

/** The counter: top bar, arrivals, board, panel, actions. Every part stays where it is, whatever happens. */
export function Shell() {
  const desk = useDesk();
  const zone = useCatalogue().location.timeZone;
  const today = dayOf(useNow(60_000), zone);
  const [view, change] = useReducer(changeView, firstView);
  const actions = useMemo(() => createCounterActions(desk), [desk]);
  const day = view.day ?? today;

  const showDay = (next: string | null) => change({ do: 'show_day', day: next === today ? null : next });
  const open = (dialog: DialogView) => change({ do: 'open', dialog });
  const closeDialog = () => change({ do: 'close_dialog' });
  const select = (selected: Selected) => change({ do: 'select', selected });
  const selectItem = (item: BoardEntry) => select({ kind: item.kind, id: item.id, day });
  const [chosen, setChosen] = useState<Selected | null>(null);
  const jumpTo = (selected: Selected) => {
    showDay(selected.day);
    select(selected);
    setChosen(selected);
  };
  const toggle = (panel: 'attention' | 'waitlist' | 'holds' | 'handed_over') => change(view.panel === panel ? { do: 'close_panel' } : { do: 'open_panel', panel });
  const late = (resourceId: string | null) => open({ kind: 'run_late', resourceId });
  const join = (wish: JoinWish) => open({ kind: 'join_waitlist', wish });
  const messages = useMessages();
  const handedOver = useHandedOver();

  /** The booking a key means: the focused one on the board, else the one in Details. */
  const meant = (): { booking: BookingOnBoard; fromResourceId: string } | null => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-key]');
    const item = focused == null ? undefined : desk.day(day).get().items.find((candidate) => candidate.key === focused.dataset['key']);
    const booking = item?.kind === 'booking' ? item : view.selected?.kind === 'booking' ? desk.booking(view.selected.id).get() : null;
    const fromResourceId = focused?.dataset['resource'] ?? booking?.resourceIds[0];
    return booking === null || fromResourceId === undefined || booking.certainty === 'refused' ? null : { booking, fromResourceId };
  };

  /** Who a key means: the column the focus is in, else whoever the booking in Details is with. */
  const meantResource = (): string | null => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-resource]')?.dataset['resource'];
    const ids = meant()?.booking.resourceIds ?? [];
    const { resources } = desk.catalogue.get();
    return focused ?? ids.find((id) => resources.find((resource) => resource.id === id)?.kind === 'person') ?? ids[0] ?? null;
  };

  useKeys(view.dialog === null && view.moving === null, (key) => {
    switch (key) {
      case 'w':
        return open({ kind: 'walk_in' }), true;
      case 'c':
        return open({ kind: 'booking', start: null, resourceId: null }), true;
      case 'b':
        return open({ kind: 'block', start: null, resourceId: null }), true;
      case '/':
        return open({ kind: 'search' }), true;
      case '?':
        return open({ kind: 'keys' }), true;
      case 't':
        return showDay(null), true;
      case 'n':
        return toggle('attention'), true;
      case 'h':
        return toggle('handed_over'), true;
      case 'r':
        return late(meantResource()), true;
      case 'l': {
        const card = view.panel === 'attention' ? desk.attention.get()[0] : undefined;
        if (card === undefined || !canWait(card)) return toggle('waitlist'), true;
        return join(wishOf(card)), true;
      }
      case 'arrowleft':
        return showDay(shiftDay(day, -1)), true;
      case 'arrowright':
        return showDay(shiftDay(day, 1)), true;
      case '+':
      case '=':
      case '-':
        return window.dispatchEvent(new CustomEvent('holdfast:zoom', { detail: key === '-' ? -1 : 1 }));
      case 'escape':
        return change({ do: 'close_panel' }), true;
      case 'ctrl+z':
        return actions.undo(), true;
      case '1':
      case '2':
      case '3': {
        const card = view.panel === 'attention' ? desk.attention.get()[0] : undefined;
        return card !== undefined && takeAlternative(desk, card, Number(key) - 1);
      }
      case 'i':
      case 'x':
      case 'm': {
        const found = meant();
        if (found === null) return false;
        if (key === 'i') actions.advance(found.booking);
        if (key === 'x') actions.noShow(found.booking);
        if (key === 'm' && canMove(found.booking.row.status)) {
          change({ do: 'start_move', moving: { bookingId: found.booking.id, fromResourceId: found.fromResourceId, day: dayOf(found.booking.start, zone) } });
        }
        return true;
      }
      default:
        return false;
    }
  });

  return (
    <CounterActionsProvider value={actions}>
      <div className="shell" data-moving={view.moving === null ? undefined : ''}>
        <TopBar day={day} today={today} onDay={showDay} onOpen={open} handedOver={countsOf(handedOver)} onHandedOver={() => toggle('handed_over')} />
        <ArrivalsRail today={today} selectedId={view.selected?.id ?? null} open={view.arrivals} onSelect={(booking) => jumpTo({ kind: 'booking', id: booking.id, day: today })} waitlistOpen={view.panel === 'waitlist'} toTell={queuedOf(messages).length} onWaitlist={() => toggle('waitlist')} holdsOpen={view.panel === 'holds'} onHolds={() => toggle('holds')} />
        <DayBoard
          day={day}
          today={today}
          selected={view.selected}
          chosen={chosen}
          moving={view.moving}
          onSelect={selectItem}
          onCreate={(start, resourceId) => open({ kind: 'booking', start, resourceId })}
          onMoveSeries={(bookingId, seriesId, to) => open({ kind: 'move_series', bookingId, seriesId, to })}
          onDay={showDay}
          onEndMove={(placed) => change({ do: placed ? 'end_move' : 'leave_move' })}
          onLate={late}
        />
        {view.panel === 'attention' ? (
          <AttentionPanel onWait={join} onPick={jumpTo} onClose={() => change({ do: 'close_panel' })} />
        ) : view.panel === 'waitlist' ? (
          <WaitlistPanel log={messages} onAdd={() => join({ day })} onClose={() => change({ do: 'close_panel' })} />
        ) : view.panel === 'holds' ? (
          <HoldsPanel onPick={jumpTo} onClose={() => change({ do: 'close_panel' })} />
        ) : view.panel === 'handed_over' ? (
          <HandedOverPanel log={handedOver} onPick={jumpTo} onClose={() => change({ do: 'close_panel' })} />
        ) : (
          <DetailsPanel selected={view.selected} onOpen={open} onSelect={select} onMove={(moving) => change({ do: 'start_move', moving })} onAttention={() => toggle('attention')} onClose={() => change({ do: 'close_panel' })} />
        )}
        <ActionBar onOpen={open} onAttention={() => toggle('attention')} onArrivals={() => change({ do: 'toggle_arrivals' })} />
        <OpenDialog dialog={view.dialog} day={day} onOpen={open} onPick={jumpTo} onWait={join} onJoined={() => change({ do: 'open_panel', panel: 'waitlist' })} onClose={closeDialog} />
      </div>
    </CounterActionsProvider>
  );
}

interface OpenDialogProps {
  dialog: DialogView | null;
  day: string;
  onOpen(dialog: DialogView): void;
  onPick(selected: Selected): void;
  onWait(wish: JoinWish): void;
  onJoined(): void;
  onClose(): void;
}

function OpenDialog({ dialog, day, onOpen, onPick, onWait, onJoined, onClose }: OpenDialogProps): ReactNode {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'walk_in':
      return <WalkInDialog onBooked={onPick} onWait={onWait} onClose={onClose} />;
    case 'booking':
      return <NewBookingDialog day={day} start={dialog.start} resourceId={dialog.resourceId} serviceId={dialog.serviceId} onBooked={onPick} onWait={onWait} onClose={onClose} />;
    case 'block':
      return <BlockDialog day={day} start={dialog.start} resourceId={dialog.resourceId} onClose={onClose} />;
    case 'run_late':
      return <LateDialog resourceId={dialog.resourceId} onClose={onClose} />;
    case 'search':
      return <SearchDialog onPick={onPick} onWait={(customer) => onWait({ day, who: knownAs(customer) })} onClose={onClose} />;
    case 'keys':
      return <KeysDialog onClose={onClose} />;
    case 'terminal':
      return <TerminalDialog onClose={onClose} />;
    case 'hours':
      return <HoursDialog onClose={onClose} />;
    case 'settings':
      return <SettingsDialog onHistory={() => onOpen({ kind: 'settings_history' })} onClose={onClose} />;
    case 'settings_history':
      return <SettingsHistoryDialog onClose={onClose} />;
    case 'connection':
      return <ConnectionDialog onClose={onClose} />;
    case 'cancel':
      return <CancelDialog bookingId={dialog.bookingId} onClose={onClose} />;
    case 'join_waitlist':
      return <JoinDialog wish={dialog.wish} onJoined={onJoined} onClose={onClose} />;
    case 'move_series':
      return <MoveSeriesDialog bookingId={dialog.bookingId} seriesId={dialog.seriesId} to={dialog.to} onClose={onClose} />;
    case 'edit':
      return <EditDialog bookingId={dialog.bookingId} onClose={onClose} />;
  }
}
