import { Button } from '../../components/button.tsx';
import { words } from '../../words/words.ts';
import './move-bar.css';

interface Props {
  who: string;
  target: string;
  /** On the customer's clock, where that shows something else. */
  theirs: string | null;
  why: string | null;
  /** Where a rule is in the way that may be set aside; null: nothing helps, or nothing has to. */
  onInsist: (() => void) | null;
  onPlace(): void;
  onLeave(): void;
}

/** Lies over the action bar while a booking is moved by keys or taps: the same corner, the same size. */
export function MoveBar({ who, target, theirs, why, onInsist, onPlace, onLeave }: Props) {
  return (
    <div className="move-bar" role="toolbar" aria-label={words.move.title(who)}>
      <p className="move-bar-text">
        <strong>{words.move.title(who)}</strong>
        <span className="move-bar-target" aria-live="assertive">
          → {target}
          {theirs === null ? null : <span className="move-bar-theirs"> · {theirs}</span>}
          {why === null ? null : <span className="move-bar-why"> {words.move.blocked(why)}</span>}
        </span>
        <span className="move-bar-how">{words.move.how}</span>
      </p>
      <Button size="l" hint="Esc" onClick={onLeave}>
        {words.cancel}
      </Button>
      {onInsist === null ? null : (
        <Button size="l" onClick={onInsist}>
          {words.move.anyway}
        </Button>
      )}
      <Button size="l" variant="primary" hint="↵" disabled={why !== null} onClick={onPlace}>
        {words.move.here}
      </Button>
    </div>
  );
}
