import type { BookingRow } from '@holdfast/protocol/rows';
import { words } from '../../words/words.ts';
import { namesOf, whoIs } from '../booking/booking-names.ts';
import { useCatalogue } from '../desk-context.tsx';
import type { Concerned, ConcernedDate } from './concerned-dates.ts';
import { DateLine, DateList } from './date-list.tsx';
import type { Asked } from './use-asked.ts';

interface Props {
  of: Asked<Concerned>;
  /** The booking that was named: what it is called need not be said of each. */
  named: BookingRow;
  /** Of how many what is done. */
  says(changing: number): string;
  /** Among the fields of a form, which scrolls as a whole. */
  isField?: boolean;
}

/** Which dates an edit or a cancellation is about, before it is asked for, and which are left alone. */
export function ConcernedDatesList({ of, named, says, isField = false }: Props) {
  if (of.state !== 'answered')
    return (
      <p className="series-said" role="status">
        {of.state === 'checking' ? words.series.checking : words.series.datesOffline}
      </p>
    );
  const { dates, changing, keeping, left } = of.answer;
  const news = dates.filter(({ isNews }) => isNews).length;
  return (
    <>
      <p className="series-said" role="status">
        <strong>{changing === 0 ? words.series.noneConcerned : says(changing)}</strong> {keeping === 0 ? null : words.series.keeping(keeping)} {left === 0 ? null : words.series.left(left)}{' '}
        {news === 0 ? null : words.series.news(news)}
      </p>
      <DateList isField={isField}>
        {dates.map((date) => (
          <Line key={date.booking.id} date={date} named={named} />
        ))}
      </DateList>
    </>
  );
}

function Line({ date: { booking, isToCome, keeps, isNews }, named }: { date: ConcernedDate; named: BookingRow }) {
  const { resources } = useCatalogue();
  const who = whoIs(booking);
  const why = booking.status === 'booked' ? words.series.begun : words.status[booking.status];
  const what = [isToCome ? null : why, namesOf(booking.resourceIds, resources), who === whoIs(named) ? null : who].filter((part) => part !== null && part !== '');
  return (
    <DateLine start={Date.parse(booking.start)} zone={booking.customerTimeZone} left={!isToCome} isNews={isNews}>
      <span className="date-what">
        {what.join(' · ')}
        {keeps.length === 0 ? null : <span className="date-keeps">{words.series.keepsOwn(keeps)}</span>}
      </span>
    </DateLine>
  );
}
