import { Check } from 'lucide-react';
import { words } from '../../words/words.ts';
import { refusalSentence } from '../attention/refusal-words.ts';
import { TheirClock, toldOnBoth } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';
import { useBooking, useCatalogue, useClock } from '../desk-context.tsx';
import type { MoveDate, Stays } from './move-dates.ts';

/** Every date of a series that moves, before it does: that it can, or why it stays and what is free near. */
export function MoveDatesList({ dates, toResourceIds, zone }: { dates: readonly MoveDate[]; toResourceIds: readonly string[]; zone: string | null | undefined }) {
  const clock = useClock();
  return (
    <ul className="series-dates move-dates">
      {dates.map((date) => (
        <li key={date.key} className="series-date">
          <When at={date.to} bookingId={date.key} zone={zone} />
          {date.stays === null ? (
            <span className="series-free" data-squeezed={date.squeezedIn ? '' : undefined}>
              <Check size={15} aria-hidden="true" /> {date.squeezedIn ? words.series.isSqueezedIn : words.series.isFree}
            </span>
          ) : (
            <Why stays={date.stays} near={date.to === null ? null : clock.date(Date.parse(date.to))} resourceIds={toResourceIds} zone={zone} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** When it would be, else when it is, as far as this computer knows. */
function When({ at, bookingId, zone }: { at: string | null; bookingId: string; zone: string | null | undefined }) {
  const clock = useClock();
  const booking = useBooking(bookingId);
  const instant = at === null ? (booking?.start ?? null) : Date.parse(at);
  return (
    <span className="series-when">
      {instant === null ? null : (
        <>
          <strong>{clock.date(instant)}</strong> {clock.time(instant)}
          <TheirClock start={instant} zone={zone} />
        </>
      )}
    </span>
  );
}

function Why({ stays: { at, reason, conflict, alternatives }, near, resourceIds, zone }: { stays: Stays; near: string | null; resourceIds: readonly string[]; zone: string | null | undefined }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const dated = (instant: number) => toldOnBoth(clock, clock.date(instant) === near ? clock.time(instant) : `${clock.date(instant)} ${clock.time(instant)}`, { start: instant, zone });
  const [first] = alternatives;
  const sentence = refusalSentence(reason, {
    where: namesOf(conflict === null ? resourceIds : [conflict.resourceId], resources),
    range: conflict === null ? null : clock.range(Date.parse(conflict.start), Date.parse(conflict.end)),
    held: conflict?.kind === 'hold',
  });
  return (
    <span className="move-stays">
      <span className="series-why">{sentence}</span>
      <span className="series-none">
        {[at === null ? null : words.series.stays(dated(Date.parse(at))), first === undefined ? words.series.noneNear : words.series.near(`${dated(Date.parse(first.start))} · ${namesOf(first.resourceIds, resources)}`)]
          .filter((part) => part !== null)
          .join(' ')}
      </span>
    </span>
  );
}
