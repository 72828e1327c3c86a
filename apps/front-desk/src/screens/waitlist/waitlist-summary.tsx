import { ChevronRight } from 'lucide-react';
import { words } from '../../words/words.ts';
import { useDesk, useReadable } from '../desk-context.tsx';

/** The list in one line, below the arrivals: how many wait, and whether something is held for one of them. */
export function WaitlistSummary({ open, toTell, onOpen }: { open: boolean; toTell: number; onOpen(): void }) {
  const entries = useReadable(useDesk().waitlist);
  const offered = entries.filter(({ row }) => row.status === 'offered').length;
  return (
    <section className="rail-waitlist">
      <button type="button" className="rail-open" aria-expanded={open} aria-keyshortcuts="l" onClick={onOpen}>
        <span className="rail-open-title">{words.waitlist.title}</span>
        <span className="rail-open-what">
          {entries.length === 0 ? words.waitlist.nobody : words.waitlist.people(entries.length)}
          {offered === 0 ? null : <strong> · {words.waitlist.offered(offered)}</strong>}
          {toTell === 0 ? null : <em> · {words.toTell.some(toTell)}</em>}
        </span>
        <ChevronRight size={16} aria-hidden="true" />
      </button>
    </section>
  );
}
