import { Check } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Exceptions } from '../../desk.ts';
import { bothWaived } from '../../waived-rules.ts';
import { words } from '../../words/words.ts';
import { refusalTitle } from '../attention/refusal-words.ts';
import { TheirClock, theirTime } from '../both-clocks.tsx';
import { whoIsTyped } from '../booking/booking-form-words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useCatalogue, useClock } from '../desk-context.tsx';
import { chosenDates, firstFixes, withoutTaken, type Fix } from './choose-dates.ts';
import { SeriesException, useSqueezable } from './series-exception.tsx';
import { seriesHurdle } from './series-hurdle.ts';
import './series.css';
import { usePreview } from './use-preview.ts';

interface Props {
  args: CommandArgs<'create_series'>;
  /** Of the customer's clock, as far as it is known. */
  zone: string | null;
  /** The refused command that this one takes the place of. */
  supersedes?: string;
  onBack(): void;
  onClose(): void;
}

/** Every date of a series before it is booked: free, or what could be had instead. */
export function SeriesDates({ args, zone, supersedes, onBack, onClose }: Props) {
  const actions = useCounterActions();
  const [given, setGiven] = useState<Exceptions>({});
  const { approval, ...exceptions } = given;
  const asked: CommandArgs<'create_series'> = { ...args, ...exceptions, ...bothWaived(args, given) };
  const preview = usePreview({ kind: 'create_series', args: asked, ...(approval ? { askedBy: approval.staff.id } : {}) });
  const [fixes, setFixes] = useState<ReadonlyMap<string, Fix>>(new Map());
  const answer = preview.state === 'answered' ? preview.answer : null;
  const occurrences = (answer?.status === 'possible' ? answer.outcome.occurrences : answer?.occurrences) ?? [];
  const chosen = new Map([...firstFixes(occurrences), ...fixes]);
  const { changes, count } = chosenDates(occurrences, chosen);
  const free = occurrences.filter(({ status }) => status !== 'taken').length;
  const squeezed = occurrences.filter(({ squeezedIn }) => squeezedIn).length;
  const who = whoIsTyped(args.customer);
  const hurdle = seriesHurdle(answer, { given: asked, squeezable: useSqueezable(args.serviceId) });
  const foot = useRef<HTMLDivElement>(null);
  // Enter books as soon as the answer is there, and not before: whoever sees the dates has the button.
  useLayoutEffect(() => {
    if (preview.state !== 'checking') foot.current?.querySelector<HTMLElement>('button[type=submit]')?.focus();
  }, [preview.state]);

  function book(more: Pick<CommandArgs<'create_series'>, 'acceptance' | 'changes'>, told: number | null) {
    onClose();
    const intent = { kind: 'create_series' as const, args: { ...asked, ...more }, approval, ...(supersedes === undefined ? {} : { supersedes }) };
    actions.toSeries(intent, who, told === null ? words.series.title(who) : words.series.sent(who, told));
  }

  return (
    <Dialog title={words.series.title(who)} width="l" closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (preview.state === 'offline') book({ acceptance: 'free' }, null);
          else if (count > 0) book({ acceptance: 'all', changes }, count);
        }}
      >
        <p className="series-said" role="status">
          {preview.state === 'checking' ? words.series.checking : preview.state === 'offline' ? words.series.offline : occurrences.length > 0 ? (
            <>
              <strong>{words.series.free(free, occurrences.length, squeezed)}</strong> {free < occurrences.length ? words.series.freeHow : null}
            </>
          ) : answer?.status === 'refused' ? refusalTitle(answer.reason) : null}
        </p>
        {occurrences.length === 0 ? null : (
          <ul className="dialog-body series-dates">
            {occurrences.map((occurrence) => (
              <DateRow key={occurrence.occurrence} occurrence={occurrence} zone={zone} fix={chosen.get(occurrence.occurrence)} onFix={(fix) => setFixes(new Map([...fixes, [occurrence.occurrence, fix]]))} />
            ))}
          </ul>
        )}
        {hurdle === null ? null : (
          <SeriesException of={hurdle} who={who} onGiven={(more) => setGiven({ ...given, ...more, ...bothWaived(given, more) })} />
        )}
        <div className="dialog-foot series-foot" ref={foot}>
          <Button size="l" className="dialog-foot-start" onClick={onBack}>
            {words.series.back}
          </Button>
          {free > 0 && free < occurrences.length ? (
            <Button size="l" onClick={() => book({ acceptance: 'free', changes: withoutTaken(occurrences) }, free)}>
              {words.series.onlyFree(free, squeezed)}
            </Button>
          ) : null}
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={preview.state === 'offline' ? false : count === 0}>
            {preview.state === 'offline' ? words.series.bookFree : words.series.book(count)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function DateRow({ occurrence, zone, fix, onFix }: { occurrence: Occurrence; zone: string | null; fix: Fix | undefined; onFix(fix: Fix): void }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  const start = Date.parse(occurrence.start);
  const date = clock.date(start);
  const { alternatives = [] } = occurrence;
  const time = (at: string) => (clock.date(Date.parse(at)) === date ? clock.time(Date.parse(at)) : `${clock.date(Date.parse(at))} ${clock.time(Date.parse(at))}`);
  return (
    <li className="series-date" data-status={occurrence.status}>
      <span className="series-when">
        <strong>{date}</strong> {clock.time(start)}
        <TheirClock start={start} zone={zone} />
      </span>
      {occurrence.status === 'taken' ? (
        <>
          <span className="series-why">{whyShort(occurrence.reason ?? 'slot_taken')}</span>
          {alternatives.length === 0 ? (
            <span className="series-none">{words.series.nothingNear}</span>
          ) : (
            <Choice
              label={words.series.chooseFor(date)}
              placeholder={words.series.leaveOut}
              value={String(fix ?? 'leave_out')}
              options={[
                ...alternatives.map((alternative, index) => ({ id: String(index), label: `${time(alternative.start)} · ${namesOf(alternative.resourceIds, resources)}`, detail: theirTime(clock, { start: Date.parse(alternative.start), zone }) ?? undefined })),
                { id: 'leave_out', label: words.series.leaveOut },
              ]}
              onChange={(id) => onFix(id === 'leave_out' ? id : Number(id))}
            />
          )}
        </>
      ) : (
        <span className="series-free" data-squeezed={occurrence.squeezedIn}>
          <Check size={15} aria-hidden="true" /> {occurrence.squeezedIn ? words.series.isSqueezedIn : words.series.isFree}
          {occurrence.resourceIds.length === 0 ? null : ` · ${namesOf(occurrence.resourceIds, resources)}`}
        </span>
      )}
    </li>
  );
}

const whyShort = (reason: RefusalReason): string => words.series.why[reason] ?? refusalTitle(reason);
