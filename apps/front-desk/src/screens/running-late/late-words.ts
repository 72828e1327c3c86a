import type { ResourceRow } from '@holdfast/protocol/rows';
import type { LateWhy } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';

/** Why a booking cannot begin later, so that it can be read aloud. */
export function lateWhyWords(why: LateWhy, resources: readonly ResourceRow[], clock: Clock): string {
  switch (why.kind) {
    case 'closed':
      return words.late.why.closed;
    case 'away':
      return words.late.why.away(namesOf([why.resourceId], resources));
    case 'taken':
      return words.late.why.taken(namesOf([why.resourceId], resources), clock.time(why.during.start), clock.time(why.during.end));
  }
}
