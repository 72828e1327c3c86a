import type { TimeRange } from '@holdfast/domain/time-range';
import { minuteMs } from '@holdfast/domain/instant';
import { useEffect, useEffectEvent, useState } from 'react';
import { words } from '../../words/words.ts';
import type { DragTarget } from './drag-target.ts';
import type { Mover } from './landing.ts';
import { MoveBar } from './move-bar.tsx';

interface Props {
  mover: Mover;
  who: string;
  column: number;
  columns: number;
  /** Where the board was last tapped while moving. */
  tapped: { column: number; start: number } | null;
  stepMinutes: number;
  range: TimeRange;
  snapStart(at: number): number;
  describe(target: DragTarget): string;
  why(target: DragTarget): string | null;
  show(target: DragTarget): void;
  hide(): void;
  /** False when it may not lie there: the mode stays. */
  place(target: DragTarget): boolean;
  onEnd(): void;
}

/** Moving without dragging: arrows or a tap choose the place, Enter moves, Escape leaves it. */
export function MoveMode(props: Props) {
  const { mover, tapped, range } = props;
  const [target, setTarget] = useState<DragTarget>({ column: props.column, start: mover.booking.start, end: mover.booking.end });
  const length = mover.booking.end - mover.booking.start;

  const to = (column: number, start: number) => {
    const within = Math.max(range.start, Math.min(start, range.end - length));
    setTarget({ column: Math.max(0, Math.min(props.columns - 1, column)), start: within, end: within + length });
  };
  const place = () => {
    if (props.place(target)) props.onEnd();
  };

  const show = useEffectEvent(() => props.show(target));
  const hide = useEffectEvent(() => props.hide());
  useEffect(() => show(), [target]);
  useEffect(() => () => hide(), []);

  const [lastTap, setLastTap] = useState(tapped);
  if (tapped !== lastTap) {
    setLastTap(tapped);
    if (tapped !== null) to(tapped.column, props.snapStart(tapped.start));
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const step = (event.altKey ? 5 : props.stepMinutes) * minuteMs;
    const aligned = (by: number) => props.snapStart(target.start + by);
    if (event.key === 'ArrowUp') to(target.column, aligned(-step));
    else if (event.key === 'ArrowDown') to(target.column, aligned(step));
    else if (event.key === 'ArrowLeft') to(target.column - 1, target.start);
    else if (event.key === 'ArrowRight') to(target.column + 1, target.start);
    else if (event.key === 'Escape') props.onEnd();
    else if (event.key === 'Enter') {
      // A focused button of the bar answers Enter itself.
      if (event.target instanceof Element && event.target.closest('.move-bar') !== null) return;
      place();
    } else return;
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
      <MoveBar who={props.who} target={props.describe(target)} why={props.why(target)} onPlace={place} onLeave={props.onEnd} />
    </>
  );
}
