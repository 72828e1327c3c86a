import { useImperativeHandle, useRef, type Ref } from 'react';
import './board-ghost.css';

interface GhostPlace {
  left: number;
  width: number;
  top: number;
  height: number;
  title: string;
  label: string;
  /** The same on the customer's clock, where that shows something else. */
  theirs: string | null;
  /** Why it may not land there, or null. */
  why: string | null;
}

export interface Ghost {
  show(place: GhostPlace): void;
  hide(): void;
}

/** Three lines, two of them theirs in a narrow column. */
const roomForTheirsPx = 68;

/** What is being moved, as it would come to lie. Written straight to the DOM: sixty times a second. */
export function BoardGhost({ ref }: { ref: Ref<Ghost> }) {
  const box = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLSpanElement>(null);
  const label = useRef<HTMLSpanElement>(null);
  const theirs = useRef<HTMLSpanElement>(null);
  const why = useRef<HTMLSpanElement>(null);
  useImperativeHandle(ref, () => ({
    show(place) {
      if (box.current === null || title.current === null || label.current === null || theirs.current === null || why.current === null) return;
      box.current.hidden = false;
      box.current.style.transform = `translate(${place.left}px, ${place.top}px)`;
      box.current.style.width = `${place.width}px`;
      box.current.style.height = `${place.height}px`;
      box.current.toggleAttribute('data-illegal', place.why !== null);
      title.current.textContent = place.title;
      label.current.textContent = place.label;
      theirs.current.textContent = place.theirs ?? '';
      // Whose it is comes first where there is room for little.
      theirs.current.hidden = place.height < roomForTheirsPx;
      why.current.textContent = place.why ?? '';
    },
    hide() {
      if (box.current !== null) box.current.hidden = true;
    },
  }));
  return (
    <div className="ghost" ref={box} hidden aria-hidden="true">
      <span className="ghost-label" ref={label} />
      <span className="ghost-title" ref={title} />
      <span ref={theirs} />
      <span className="ghost-why" ref={why} />
    </div>
  );
}
