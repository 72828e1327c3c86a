import type { Landing } from '../day-board/landing.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';

/** What this screen shows. Survives nothing: a reload opens on today. */
export interface View {
  /** `YYYY-MM-DD` in the location's zone, or null for whatever today is. */
  day: string | null;
  /** Board key of the item in Details. */
  selected: Selected | null;
  panel: 'details' | 'attention' | 'waitlist' | 'holds' | 'handed_over' | null;
  /** Whether a phone shows the arrivals, which elsewhere are always there. */
  arrivals: boolean;
  dialog: DialogView | null;
  moving: Moving | null;
}

export interface Selected {
  kind: 'booking' | 'hold' | 'block' | 'class';
  id: string;
  /** The day whose board it is on. */
  day: string;
}

/** A booking that is being moved by keys or taps, from the column it was picked in. */
export interface Moving {
  bookingId: string;
  fromResourceId: string;
  day: string;
}

export type DialogView =
  | { kind: 'walk_in' }
  | { kind: 'booking'; start: number | null; resourceId: string | null; serviceId?: string | null }
  | { kind: 'block'; start: number | null; resourceId: string | null }
  | { kind: 'run_late'; resourceId: string | null }
  | { kind: 'search' }
  | { kind: 'keys' }
  | { kind: 'terminal' }
  | { kind: 'hours' }
  | { kind: 'settings' }
  | { kind: 'settings_history' }
  | { kind: 'connection' }
  | { kind: 'cancel'; bookingId: string }
  | { kind: 'move_series'; bookingId: string; seriesId: string; to: Landing }
  | { kind: 'edit'; bookingId: string }
  | { kind: 'join_waitlist'; wish: JoinWish };

export type ViewEvent =
  | { do: 'show_day'; day: string | null }
  | { do: 'select'; selected: Selected }
  | { do: 'open_panel'; panel: 'attention' | 'waitlist' | 'holds' | 'handed_over' }
  | { do: 'toggle_arrivals' }
  | { do: 'close_panel' }
  | { do: 'open'; dialog: DialogView }
  | { do: 'close_dialog' }
  | { do: 'start_move'; moving: Moving }
  /** It has its new place, on the day that is shown. */
  | { do: 'end_move' }
  /** It stays where it was, and that is shown. */
  | { do: 'leave_move' };

export const firstView: View = { day: null, selected: null, panel: 'details', arrivals: false, dialog: null, moving: null };

export function changeView(view: View, event: ViewEvent): View {
  switch (event.do) {
    case 'show_day':
      // What is being moved comes along to the other day.
      return { ...view, day: event.day };
    case 'select':
      return { ...view, selected: event.selected, panel: 'details', arrivals: false, dialog: null, moving: null };
    case 'open_panel':
      return { ...view, panel: event.panel, arrivals: false, dialog: null };
    case 'toggle_arrivals':
      return { ...view, arrivals: !view.arrivals, panel: null, selected: null };
    case 'close_panel':
      return { ...view, panel: null, selected: null, arrivals: false };
    case 'open':
      return { ...view, dialog: event.dialog, arrivals: false, moving: null };
    case 'close_dialog':
      return { ...view, dialog: null };
    case 'start_move':
      return { ...view, moving: event.moving, day: event.moving.day, dialog: null };
    case 'end_move':
      return { ...view, moving: null };
    case 'leave_move':
      return { ...view, moving: null, day: view.moving?.day ?? view.day };
  }
}
