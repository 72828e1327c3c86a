import { ChevronRight } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useClock, useDesk, useReadable } from '../desk-context.tsx';

/** What is held in one line, below the waitlist. Nothing is said of nothing. */
export function HoldsSummary({ open, onOpen }: { open: boolean; onOpen(): void }) {
  const clock = useClock();
  const holds = useReadable(useDesk().holds);
  const first = holds.find(({ certainty }) => certainty === 'confirmed');
  if (holds.length === 0 && !open) return null;
  return (
    <section className="rail-waitlist">
      <button type="button" className="rail-open" aria-expanded={open} onClick={onOpen}>
        <span className="rail-open-title">{words.holds.title}</span>
        <span className="rail-open-what">
          {holds.length === 0 ? words.holds.none : words.holds.count(holds.length)}
          {first === undefined ? null : ` · ${words.holds.next(clock.time(Date.parse(first.row.expiresAt)))}`}
        </span>
        <ChevronRight size={16} aria-hidden="true" />
      </button>
    </section>
  );
}
