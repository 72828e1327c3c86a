import { dragTarget, type DragTarget, type Grip } from './drag-target.ts';
import type { BoardScale } from './board-scale.ts';

/** Px a mouse or pen travels before a press becomes a drag; a click shakes less. */
const threshold = 6;
/** A finger that rests this long means to lift, not to scroll. */
const longPressMs = 300;
/** Px from the edge of the board within which it scrolls along. */
const edge = 48;

export interface DragStage {
  /** The columns layer: its box is the coordinate system, scrolling included. */
  layer: HTMLElement;
  scroller: HTMLElement;
  element: HTMLElement;
  grip: Omit<Grip, 'offset'>;
  columnWidth: number;
  columns: number;
  scale: BoardScale;
  dayStart: number;
  stepMinutes: number;
  lift(): void;
  /** Called only when the target changes. */
  over(target: DragTarget): void;
  drop(target: DragTarget): void;
  abort(): void;
}

const fineStepMinutes = 5;

/**
 * Follows one pointer from press to release. Nothing here touches React state: the ghost is moved by the
 * caller's `over`, the booking changes on `drop` alone.
 */
export function followDrag(down: PointerEvent, stage: DragStage): void {
  const touch = down.pointerType === 'touch';
  const box = stage.element.getBoundingClientRect();
  const grip: Grip = { ...stage.grip, offset: down.clientY - box.top };
  let lifted = false;
  let last: DragTarget | null = null;
  let pointer = { x: down.clientX, y: down.clientY, fine: down.altKey };
  let frame = 0;
  const timer = touch ? setTimeout(lift, longPressMs) : undefined;

  function lift(): void {
    lifted = true;
    stage.element.setPointerCapture(down.pointerId);
    stage.element.dataset['lifted'] = '';
    stage.lift();
    aim();
    frame = requestAnimationFrame(scrollAlong);
  }

  function aim(): void {
    const layer = stage.layer.getBoundingClientRect();
    const step = pointer.fine ? fineStepMinutes : stage.stepMinutes;
    const target = dragTarget(grip, pointer.x - layer.left, pointer.y - layer.top, stage.columnWidth, stage.columns, stage.scale, step, stage.dayStart);
    if (last !== null && last.column === target.column && last.start === target.start && last.end === target.end) return;
    last = target;
    stage.over(target);
  }

  function scrollAlong(): void {
    const view = stage.scroller.getBoundingClientRect();
    const pull = (at: number, from: number, to: number) => (at < from + edge ? Math.max(-1, (at - from - edge) / edge) : at > to - edge ? Math.min(1, (at - to + edge) / edge) : 0);
    const dx = pull(pointer.x, view.left, view.right) * 14;
    const dy = pull(pointer.y, view.top, view.bottom) * 14;
    if (dx !== 0 || dy !== 0) {
      stage.scroller.scrollBy(grip.mode === 'move' ? dx : 0, dy);
      aim();
    }
    frame = requestAnimationFrame(scrollAlong);
  }

  function onMove(event: PointerEvent): void {
    if (event.pointerId !== down.pointerId) return;
    const far = Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) >= threshold;
    pointer = { x: event.clientX, y: event.clientY, fine: event.altKey };
    if (!lifted && far) {
      if (touch) return finish();
      lift();
    }
    if (lifted) aim();
  }

  function onUp(event: PointerEvent): void {
    if (event.pointerId !== down.pointerId) return;
    const target = lifted ? last : null;
    finish();
    if (target === null) return;
    swallowClick();
    stage.drop(target);
  }

  function cancel(): void {
    const was = lifted;
    finish();
    if (was) stage.abort();
  }

  function onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !lifted) return;
    event.preventDefault();
    event.stopPropagation();
    swallowClick();
    cancel();
  }

  /** Once lifted, the finger moves the booking and no longer the page. */
  function onTouchMove(event: TouchEvent): void {
    if (lifted) event.preventDefault();
  }

  function onContextMenu(event: Event): void {
    if (touch) event.preventDefault();
  }

  function finish(): void {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
    delete stage.element.dataset['lifted'];
    if (stage.element.hasPointerCapture(down.pointerId)) stage.element.releasePointerCapture(down.pointerId);
    lifted = false;
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', cancel);
    window.removeEventListener('keydown', onKey, true);
    window.removeEventListener('touchmove', onTouchMove);
    window.removeEventListener('contextmenu', onContextMenu);
  }

  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', cancel);
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('touchmove', onTouchMove, { passive: false });
  window.addEventListener('contextmenu', onContextMenu);
}

/** The release that ends a drag also clicks; that click must not open what was dropped. */
function swallowClick(): void {
  const swallow = (event: MouseEvent) => {
    event.stopPropagation();
    event.preventDefault();
  };
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
