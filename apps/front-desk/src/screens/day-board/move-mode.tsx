import { minuteMs } from '@holdfast/domain/instant';
import { useEffect, useEffectEvent, useState } from 'react';
import { shiftDay } from '../../components/month-grid.ts';
import { useCovers } from '../../components/use-meaning.ts';
import { words } from '../../words/words.ts';
import type { BoardScale } from './board-scale.ts';
import type { DragTarget } from './drag-target.ts';
import type { Mover } from './landing.ts';
import { MoveBar } from './move-bar.tsx';
import { onAnotherDay, startInView } from './move-target.ts';

interface Props {
  mover: Mover;
  who: string;
  /** The day that is shown, and the one whose board it was picked up on. */
  day: string;
  fromDay: string;
  timeZone: string;
  column: number;
  columns: number;
  /** Where the board was last tapped while moving. */
  tapped: { column: number; start: number } | null;
  stepMinutes: number;
  scale: BoardScale;
  snapStart(at: number): number;
  describe(target: DragTarget): string;
  theirs(target: DragTarget): string | null;
  why(target: DragTarget): string | null;
  /** Asks for what it takes to move there all the same; null where nothing does. */
  insist(target: DragTarget): (() => void) | null;
  show(target: DragTarget): void;
  hide(): void;
  /** False when it may not lie there: the mode stays. */
  place(target: DragTarget): boolean;
  onDay(day: string): void;
  onEnd(placed: boolean): void;
}

/** What answers its keys itself: a list or a calendar that is open, and the buttons that have the focus. */
const ownKeys = '[role="dialog"], [role="listbox"], [role="menu"]';
const ownEnter = '.move-bar, .top-bar';

/** Moving without dragging: arrows or a tap choose the place, Page Up and Page Down the day, Enter moves, Escape leaves it. */
export function MoveMode(props: Props) {
  useCovers();
  const { mover, tapped, scale, day } = props;
  const [target, setTarget] = useState<DragTarget>({ column: props.column, start: mover.booking.start, end: mover.booking.end });
  const length = mover.booking.end - mover.booking.start;

  const to = (column: number, start: number) => {
    const within = startInView(start, scale.range, props.stepMinutes, day === props.fromDay ? mover.booking.start : undefined);
    setTarget({ column: Math.max(0, Math.min(props.columns - 1, column)), start: within, end: within + length });
  };
  const place = () => {
    if (props.place(target)) props.onEnd(true);
  };

  const show = useEffectEvent(() => props.show(target));
  const hide = useEffectEvent(() => props.hide());
  // Also where the hours in view change around it: another day has its own.
  useEffect(() => show(), [target, scale]);
  useEffect(() => () => hide(), []);

  const [lastTap, setLastTap] = useState(tapped);
  if (tapped !== lastTap) {
    setLastTap(tapped);
    if (tapped !== null) to(tapped.column, props.snapStart(tapped.start));
  }

  // Whoever changes the day, the booking comes along.
  const [lastDay, setLastDay] = useState(props.fromDay);
  if (day !== lastDay) {
    setLastDay(day);
    setTarget(onAnotherDay(target, lastDay, day, props.timeZone));
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const at = event.target instanceof HTMLElement ? event.target : null;
    if (at !== null && at.closest(ownKeys) !== null) return;
    const step = (event.altKey ? 5 : props.stepMinutes) * minuteMs;
    const aligned = (by: number) => props.snapStart(target.start + by);
    if (event.key === 'ArrowUp') to(target.column, aligned(-step));
    else if (event.key === 'ArrowDown') to(target.column, aligned(step));
    else if (event.key === 'ArrowLeft') to(target.column - 1, target.start);
    else if (event.key === 'ArrowRight') to(target.column + 1, target.start);
    else if (event.key === 'PageUp') props.onDay(shiftDay(day, -1));
    else if (event.key === 'PageDown') props.onDay(shiftDay(day, 1));
    else if (event.key === 'Escape') props.onEnd(false);
    else if (event.key === 'Enter') {
      if (at !== null && at.closest(ownEnter) !== null) return;
      place();
    } else return;
    // Back on the board: Enter now means the place, no longer the button that changed the day.
    if (event.key.startsWith('Arrow') && at?.closest('.top-bar') != null) at.blur();
    event.preventDefault();
    event.stopPropagation();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);

  return (
    <>
      <p className="visually-hidden" role="status">
        {words.move.started(props.who)}
      </p>
      <MoveBar who={props.who} target={props.describe(target)} theirs={props.theirs(target)} why={props.why(target)} onInsist={props.insist(target)} onPlace={place} onLeave={() => props.onEnd(false)} />
    </>
  );
}
