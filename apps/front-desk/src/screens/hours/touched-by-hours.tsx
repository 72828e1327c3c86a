import type { HoursPreview, Touches } from '../../timetable.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCatalogue, useClock } from '../desk-context.tsx';

interface Props {
  dirty: boolean;
  offline: boolean;
  problems: readonly string[];
  /** Null: not known yet. */
  preview: HoursPreview | 'failed' | null;
  /** Saving was not answered. */
  lost: boolean;
}

/** What stands between this change and saving it, and who is booked outside it. */
export function TouchedByHours({ dirty, offline, problems, preview, lost }: Props) {
  const wrong = preview !== null && preview !== 'failed' && preview.status === 'wrong' ? preview.problems : problems;
  const bad = dirty && (wrong.length > 0 || lost || preview === 'failed' || (preview?.status === 'touches' && preview.count > 0));
  return (
    <div className="block-touches hours-touches" data-some={bad || offline ? '' : undefined} role="status">
      {offline ? (
        words.hours.offline
      ) : !dirty ? (
        words.hours.unchanged
      ) : wrong.length > 0 ? (
        wrong.map((problem) => <p key={problem}>{problem}</p>)
      ) : lost ? (
        words.hours.notSaved
      ) : preview === 'failed' ? (
        words.hours.unreachable
      ) : preview === null || preview.status === 'wrong' ? (
        words.hours.checking
      ) : preview.count === 0 ? (
        words.hours.nothingTouched
      ) : (
        <TouchedList {...preview} />
      )}
    </div>
  );
}

function TouchedList({ touched, count }: Touches) {
  const clock = useClock();
  const { resources } = useCatalogue();
  return (
    <>
      <strong>{words.hours.touched(count)}</strong>
      <ul>
        {touched.map(({ kind, id, reference, who, start, end, resourceIds }) => (
          <li key={id}>
            {clock.date(Date.parse(start))} {clock.range(Date.parse(start), Date.parse(end))} · {who ?? words.hours.kinds[kind]} · {namesOf(resourceIds, resources)}
            {reference === null ? (who === null ? '' : ` · ${words.hours.kinds[kind]}`) : ` · ${reference}`}
          </li>
        ))}
        {count > touched.length ? <li>{words.hours.more(count - touched.length)}</li> : null}
      </ul>
      {words.hours.touchedHow}
    </>
  );
}
