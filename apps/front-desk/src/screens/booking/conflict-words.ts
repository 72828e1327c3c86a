import type { Slot } from '@holdfast/domain/availability';
import { minuteMs } from '@holdfast/domain/instant';
import type { Orphan } from '@holdfast/domain/remainder';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';
import type { Conflict, Wish } from './slot-plan.ts';

export function conflictWords(conflict: Conflict, wish: Wish, resources: readonly ResourceRow[], clock: Clock): string {
  const name = (resourceId: string): string => namesOf([resourceId], resources);
  switch (conflict.kind) {
    case 'closed':
      return words.form.closed(clock.range(wish.start, wish.end));
    case 'away':
      return words.form.away(name(conflict.resourceId), clock.range(wish.start, wish.end));
    case 'taken':
      return conflict.during === null
        ? words.form.blocked(name(conflict.resourceId))
        : words.form.taken(name(conflict.resourceId), clock.time(conflict.during.start), clock.time(conflict.during.end));
    case 'full':
      return conflict.free === 0 ? words.form.full(name(conflict.resourceId)) : words.form.placesLeft(name(conflict.resourceId), conflict.free, wish.partySize);
    case 'gap':
      return gapWords(conflict.remainder, resources, clock);
    case 'nobody_there':
      return words.form.nobodyThere(clock.range(wish.start, wish.end));
    case 'nothing_free':
      return words.form.nothingFree(clock.range(wish.start, wish.end));
    case 'too_many':
      return words.form.tooMany(name(conflict.resourceId), resources.find(({ id }) => id === conflict.resourceId)?.capacity ?? 0, wish.partySize);
    case 'unsuitable':
      return words.form.noSuitable;
    case 'times':
      return words.form.timesWrong;
  }
}

export function gapWords(remainder: Orphan, resources: readonly ResourceRow[], clock: Clock): string {
  const minutes = Math.round(durationMs(remainder) / minuteMs);
  const around = remainder.aroundMs === 0 ? null : words.duration(remainder.aroundMs / minuteMs);
  return words.form.gap(namesOf([remainder.resourceId], resources), words.duration(minutes), clock.range(remainder.start, remainder.end), around);
}

/** How an offered time differs from the wished one. */
export function offerNote(slot: Slot, wished: TimeRange): string {
  const minutes = Math.round((slot.start - wished.start) / minuteMs);
  if (minutes === 0) return words.form.sameTime;
  return minutes < 0 ? words.form.earlier(words.duration(-minutes)) : words.form.later(words.duration(minutes));
}
