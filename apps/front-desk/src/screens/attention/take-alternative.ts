import { toast } from 'sonner';
import type { AttentionCard, Desk } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { theirClock } from '../both-clocks.tsx';

/** Takes an alternative of a refused command; a number past the last does nothing. */
export function takeAlternative(desk: Desk, card: AttentionCard, index: number): boolean {
  const alternative = card.outcome.alternatives[index];
  if (alternative === undefined) return false;
  const { location, resources } = desk.catalogue.get();
  card.accept(index).onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
  const clock = clockOf(location.timeZone);
  const start = Date.parse(alternative.start);
  toast(words.attention.taken(clock.time(start), namesOf(alternative.resourceIds, resources)), { description: theirClock(clock, { start, zone: card.customer?.timeZone }) });
  return true;
}
