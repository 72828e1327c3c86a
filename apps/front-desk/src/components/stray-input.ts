/** As quick, and as close by, as the second tap of a double tap. A mouse counts its clicks itself. */
const quickMs = 400;
const closePx = 24;

/** How often what lies under the hand has come to mean something else. */
let meanings = 0;

/** A dialog comes or goes, or a button is the next step now. */
export function meansElse(): void {
  meanings += 1;
}

interface Tap {
  x: number;
  y: number;
  at: number;
  meanings: number;
}

/**
 * Keeps what was meant for one thing from reaching another: the second tap of a double tap, and a key that is held
 * down, once a dialog has come or gone meanwhile, or a button is the next step. Returns how to end it.
 */
export function watchStrayInput(page: EventTarget): () => void {
  let last: Tap | null = null;
  let pressed = 0;

  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const onClick = (event: PointerEvent) => {
    // A key clicks as well, and has no place on the screen.
    if (event.detail === 0) return;
    const tap: Tap = { x: event.clientX, y: event.clientY, at: event.timeStamp, meanings };
    const isAgain = event.detail > 1 || (event.pointerType !== 'mouse' && last !== null && isDoubleTap(last, tap));
    const isStray = isAgain && last !== null && last.meanings !== meanings;
    // The third is as stray as the second.
    last = isStray && last !== null ? { ...tap, meanings: last.meanings } : tap;
    if (isStray) swallow(event);
  };
  const onKey = (event: KeyboardEvent) => {
    if (!event.repeat) pressed = meanings;
    else if (pressed !== meanings) swallow(event);
  };

  page.addEventListener('click', onClick as EventListener, true);
  page.addEventListener('keydown', onKey as EventListener, true);
  return () => {
    page.removeEventListener('click', onClick as EventListener, true);
    page.removeEventListener('keydown', onKey as EventListener, true);
  };
}

function isDoubleTap(first: Tap, second: Tap): boolean {
  return second.at - first.at < quickMs && Math.hypot(second.x - first.x, second.y - first.y) < closePx;
}
