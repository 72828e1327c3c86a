import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';
import type { Slot } from '@holdfast/domain/availability';
import type { Conflict, Span } from './slot-plan.ts';

export function conflictWords(conflict: Conflict, span: Span, resources: readonly ResourceRow[], clock: Clock): string {
  switch (conflict.kind) {
    case 'closed':
      return words.form.closed(clock.range(span.start, span.end));
    case 'taken':
      return conflict.during === null
        ? words.form.blocked(namesOf([conflict.resourceId], resources))
        : words.form.taken(namesOf([conflict.resourceId], resources), clock.time(conflict.during.start), clock.time(conflict.during.end));
    case 'nothing_free':
      return words.form.nothingFree(clock.range(span.start, span.end));
    case 'unsuitable':
      return words.form.noSuitable;
    case 'times':
      return words.form.timesWrong;
  }
}

/** How an offered time differs from the wished one. */
export function offerNote(slot: Slot, wished: Span): string {
  const minutes = Math.round((slot.start - wished.start) / 60_000);
  if (minutes === 0) return words.form.sameTime;
  return minutes < 0 ? words.form.earlier(words.duration(-minutes)) : words.form.later(words.duration(minutes));
}
