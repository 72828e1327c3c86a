import { toast } from 'sonner';
import type { AttentionCard, Desk } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';

/** Takes an alternative of a refused command; a number past the last does nothing. */
export function takeAlternative(desk: Desk, card: AttentionCard, index: number): boolean {
  const alternative = card.outcome.alternatives[index];
  if (alternative === undefined) return false;
  const { location, resources } = desk.catalogue.get();
  card.accept(index).onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
  toast(words.attention.taken(clockOf(location.timeZone).time(Date.parse(alternative.start)), namesOf(alternative.resourceIds, resources)));
  return true;
}
