import { dayOf } from '@holdfast/domain/opening-hours';
import type { Conflict } from '@holdfast/protocol/outcomes';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCatalogue, useClock } from '../desk-context.tsx';
import type { Selected } from '../shell/view.ts';

/** All that stood in the way, where it is more than the sentence above says; a booking that is known opens. */
export function ConflictList({ conflicts, onPick }: { conflicts: readonly Conflict[]; onPick(booking: Selected): void }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  if (conflicts.length === 0 || (conflicts.length === 1 && conflicts[0]?.bookingId === undefined)) return null;
  const days = new Set(conflicts.map(({ start }) => clock.date(Date.parse(start))));
  return (
    <ul className="attention-conflicts" aria-label={words.attention.inTheWay}>
      {conflicts.map(({ start, end, resourceId, kind, bookingId, reference }) => {
        const at = Date.parse(start);
        const what = [
          days.size > 1 ? clock.date(at) : null,
          clock.range(at, Date.parse(end)),
          namesOf([resourceId], resources),
          reference ?? words.attention.conflictKind[kind],
        ].filter((part) => part !== null).join(' · ');
        return (
          <li key={`${start} ${resourceId} ${bookingId ?? kind}`}>
            {bookingId === undefined ? what : (
              <button type="button" onClick={() => onPick({ kind: 'booking', id: bookingId, day: dayOf(at, clock.timeZone) })}>
                {what}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
