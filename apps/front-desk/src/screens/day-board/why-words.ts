import { minuteMs } from '@holdfast/domain/instant';
import { durationMs } from '@holdfast/domain/time-range';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import type { WhyNot } from './landing.ts';

export function whyWords(why: WhyNot, resources: readonly ResourceRow[], clock: Clock): string {
  switch (why.kind) {
    case 'taken':
      return words.move.why.taken(namesOf([why.resourceId], resources), clock.time(why.during.start), clock.time(why.during.end));
    case 'also_taken':
      return words.move.why.otherResource(namesOf([why.resourceId], resources), clock.time(why.during.start), clock.time(why.during.end));
    case 'full':
      return why.free === 0 ? words.move.why.full(namesOf([why.resourceId], resources)) : words.move.why.placesLeft(namesOf([why.resourceId], resources), why.free);
    case 'away':
      return words.move.why.away(namesOf([why.resourceId], resources));
    case 'gap':
      return words.move.why.gap(words.duration(Math.round(durationMs(why.remainder) / minuteMs)));
    case 'closed':
      return words.move.why.closed;
    case 'unsuitable':
      return words.move.why.unsuitable(namesOf([why.resourceId], resources));
    case 'too_short':
      return words.move.why.tooShort;
  }
}
