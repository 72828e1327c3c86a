import { Check } from 'lucide-react';
import { words } from '../../words/words.ts';
import { refusalSentence } from '../attention/refusal-words.ts';
import { toldOnBoth } from '../both-clocks.tsx';
import { namesOf } from '../booking/booking-names.ts';
import { useBooking, useCatalogue, useClock } from '../desk-context.tsx';
import { DateLine, DateList } from './date-list.tsx';
import type { MoveDate, Stays } from './move-dates.ts';

/** Every date of a series that moves, before it does: that it can, or why it stays and what is free near. */
export function MoveDatesList({ dates, toResourceIds, zone }: { dates: readonly MoveDate[]; toResourceIds: readonly string[]; zone: string | null | undefined }) {
  return (
    <DateList>
      {dates.map((date) => (
        <Line key={date.key} date={date} toResourceIds={toResourceIds} zone={zone} />
      ))}
    </DateList>
  );
}

/** When it would be, else when it is, as far as this computer knows. */
function Line({ date: { key, to, stays, squeezedIn, isNews }, toResourceIds, zone }: { date: MoveDate; toResourceIds: readonly string[]; zone: string | null | undefined }) {
  const clock = useClock();
  const booking = useBooking(key);
  return (
    <DateLine start={to === null ? (booking?.start ?? null) : Date.parse(to)} zone={zone} isNews={isNews}>
      {stays === null ? (
        <span className="series-free" data-squeezed={squeezedIn ? '' : undefined}>
          <Check size={15} aria-hidden="true" /> {squeezedIn ? words.series.isSqueezedIn : words.series.isFree}
        </span>
      ) : (
        <Why stays={stays} near={to === null ? null : clock.date(Date.parse(to))} resourceIds={toResourceIds} zone={zone} />
      )}
    </DateLine>
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
