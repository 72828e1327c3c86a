import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { Exceptions } from '../../desk.ts';
import { bothWaived } from '../../waived-rules.ts';
import { words } from '../../words/words.ts';
import { BothClocks } from '../both-clocks.tsx';
import { namesOf, whoIs } from '../booking/booking-names.ts';
import { expectedOf, useCounterActions } from '../booking/counter-actions.tsx';
import type { Landing } from '../day-board/landing.ts';
import { useBooking, useCatalogue, useClock } from '../desk-context.tsx';
import { MoveDatesList } from './move-dates-list.tsx';
import { moveDates, seenVersions } from './move-dates.ts';
import { ScopeField, type Scope } from './scope-field.tsx';
import { SeriesException, useSqueezable } from './series-exception.tsx';
import { seriesHurdle } from './series-hurdle.ts';
import './series.css';
import { usePreview, type Preview } from './use-preview.ts';

interface Props {
  bookingId: string;
  seriesId: string;
  to: Landing;
  /** The refused command that this one takes the place of, and what it asked for. */
  again?: { supersedes: string; args: CommandArgs<'move_series'> } | undefined;
  onClose(): void;
}

/** One of a series was put elsewhere: that one, or the others with it? */
export function MoveSeriesDialog({ bookingId, seriesId, to, again, onClose }: Props) {
  const booking = useBooking(bookingId);
  const clock = useClock();
  const { resources } = useCatalogue();
  const actions = useCounterActions();
  const [scope, setScope] = useState<Scope>(again?.args.scope ?? 'this');
  const [given, setGiven] = useState<Exceptions>({});
  const { approval, ...exceptions } = given;
  const args = {
    seriesId,
    bookingId,
    scope,
    start: toWire(to.start),
    // Only a booking that was stretched says how long they all are to be.
    ...(booking === null || to.end - to.start === booking.end - booking.start ? {} : { end: toWire(to.end) }),
    resourceIds: booking !== null && to.resourceIds.join() === booking.resourceIds.join() ? [] : to.resourceIds,
    acceptance: 'free',
    ...exceptions,
  } satisfies CommandArgs<'move_series'>;
  const preview = usePreview(scope === 'this' ? null : { kind: 'move_series', args, ...(approval ? { askedBy: approval.staff.id } : {}) });
  const squeezable = useSqueezable(null);
  const hurdle = scope === 'this' || preview.state !== 'answered' ? null : seriesHurdle(preview.answer, { given, squeezable, movesTo: to.resourceIds });
  if (booking === null) return null;
  const counts = countsOf(preview);
  const dates = preview.state === 'answered' ? moveDates(preview.answer, again?.args.expectedVersions) : [];
  const news = dates.filter(({ isNews }) => isNews).length;
  const stays = dates.some((date) => date.stays !== null);
  const who = whoIs(booking.row);
  const isPossible = scope === 'this' || preview.state === 'offline' || (counts !== null && counts.moved > 0);

  return (
    <Dialog title={words.series.moveTitle(who)} aside={[`${clock.date(to.start)} ${clock.range(to.start, to.end)}`, ...(args.resourceIds.length === 0 ? [] : [namesOf(to.resourceIds, resources)])].join(' · ')} closeLabel={words.close} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPossible) return;
          onClose();
          if (scope === 'this') return actions.move(booking, to, again?.supersedes);
          // What the server told of each is newer than what stands on the board.
          const seen = (preview.state === 'answered' ? seenVersions(preview.answer) : null) ?? expectedOf(booking);
          actions.toSeries({ kind: 'move_series', args: { ...args, ...seen }, approval, supersedes: again?.supersedes }, who, words.series.moved(who, counts?.moved ?? 1));
        }}
      >
        <BothClocks start={to.start} end={to.end} zone={booking.row.customerTimeZone} />
        <ScopeField scope={scope} onChange={setScope} />
        {scope === 'this' ? null : (
          <p className="series-said" role="status">
            {preview.state === 'checking' ? words.series.checking : said(preview)} {stays && isPossible ? words.series.afterwards : null} {news === 0 ? null : words.series.news(news)}
          </p>
        )}
        {scope === 'this' || dates.length === 0 ? null : <MoveDatesList dates={dates} toResourceIds={to.resourceIds} zone={booking.row.customerTimeZone} />}
        {hurdle === null ? null : <SeriesException isMove of={hurdle} who={who} onGiven={(more) => setGiven({ ...given, ...more, ...bothWaived(given, more) })} />}
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" autoFocus disabled={!isPossible}>
            {words.series.move(scope === 'this' ? 1 : (counts?.moved ?? 1))}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function countsOf(preview: Preview): { moved: number; unmoved: number; squeezed: number } | null {
  if (preview.state !== 'answered') return null;
  const { answer } = preview;
  if (answer.status === 'refused') return { moved: 0, unmoved: answer.occurrences?.length ?? 0, squeezed: 0 };
  const { moved = [], unmoved = [] } = answer.outcome;
  return { moved: moved.length, unmoved: unmoved.length, squeezed: moved.filter(({ squeezedIn }) => squeezedIn).length };
}

function said(preview: Preview): string {
  const counts = countsOf(preview);
  if (counts === null) return words.series.moveOffline;
  if (counts.moved === 0) return words.series.moveNone;
  const { moved, unmoved, squeezed } = counts;
  return unmoved === 0 ? words.series.moveAll(moved, squeezed) : words.series.moveSome(moved, moved + unmoved, squeezed);
}
