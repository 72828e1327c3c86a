import { overlaps } from '@holdfast/domain/time-range';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelWish } from './calendar-records.ts';

/**
 * Those that lie across each other name the lanes they have on `trial`. Alone each gets the lowest that is free, and ends what
 * is kept for an undo only where none is.
 */
export function namedWhereShared(wishes: readonly ModelWish[], trial: CalendarModel): ModelWish[] {
  return wishes.flatMap((wish) =>
    wish.resourceIds.map((resourceId): ModelWish => {
      const isShared = wishes.some((other) => other !== wish && other.resourceIds.includes(resourceId) && overlaps(trial.spanOn(resourceId, other), trial.spanOn(resourceId, wish)));
      return { ...wish, resourceIds: [resourceId], ...(isShared ? { on: trial.claimsOf(wish.owner) } : {}) };
    }),
  );
}
