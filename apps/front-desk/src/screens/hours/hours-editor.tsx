import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import type { HoursChanged, TimetableSeen } from '../../timetable.ts';
import { words } from '../../words/words.ts';
import { useCatalogue, useDesk, useReadable } from '../desk-context.tsx';
import { DayRanges } from './day-ranges.tsx';
import { draftOf, problemsOf, timetableOf, weekOf, type HoursDraft, type Ranges } from './draft-hours.ts';
import { SpecialDays } from './special-days.tsx';
import { TouchedByHours } from './touched-by-hours.tsx';
import { useHoursPreview } from './use-hours-preview.ts';

interface Props {
  /** Null: the house. */
  resourceId: string | null;
  timetable: TimetableSeen;
  /** Said above all, e.g. that somebody else was faster. */
  notice: string | null;
  /** Somebody wants to leave what is not saved. */
  isLeaving: boolean;
  /** Something was entered, and whether it is other than what holds. */
  onChange(isDirty: boolean): void;
  onStale(timetable: TimetableSeen): void;
  onSaved(): void;
  onLeave(): void;
  onDiscard(): void;
}

/** One week and its special days. What a change leaves outside is listed before it can be saved. */
export function HoursEditor({ resourceId, timetable, notice, isLeaving, onChange, onStale, onSaved, onLeave, onDiscard }: Props) {
  const desk = useDesk();
  const { location } = useCatalogue();
  const offline = useReadable(desk.connection).state === 'offline';
  const [start] = useState(() => draftOf(timetable));
  const [draft, setDraft] = useState(start);
  const [saving, setSaving] = useState<'no' | 'saving' | 'lost'>('no');
  /** What the server said to saving, of this very draft. */
  const [said, setSaid] = useState<HoursChanged | null>(null);
  const wanted = timetableOf(draft);
  const dirty = JSON.stringify(wanted) !== JSON.stringify(timetableOf(start));
  const problems = problemsOf(wanted);
  const asked = useHoursPreview(resourceId, dirty && problems.length === 0 && !offline ? wanted : null);
  const preview = said?.status === 'touches' || said?.status === 'wrong' ? said : asked;
  const ready = dirty && problems.length === 0 && !offline && saving !== 'saving' && preview !== null && preview !== 'failed' && preview.status === 'touches';

  // What is listed below takes room from above, where somebody is just typing.
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    // In braces: in newer browsers it returns a promise, which React would call as the effect's end.
    form.current?.querySelector(':focus')?.scrollIntoView({ block: 'nearest' });
  }, [preview]);

  const change = (next: Partial<HoursDraft>) => {
    const changed = { ...draft, ...next };
    setDraft(changed);
    setSaid(null);
    setSaving('no');
    onChange(JSON.stringify(timetableOf(changed)) !== JSON.stringify(timetableOf(start)));
  };
  const changeDay = (index: number, ranges: Ranges) => change({ week: (draft.week ?? []).map((one, at) => (at === index ? ranges : one)) });

  const save = async () => {
    if (!ready) return;
    setSaving('saving');
    const answer = await desk.changeHours(resourceId, { timetable: wanted, expected: timetable.version, keep: preview.keep }).catch(() => null);
    setSaving(answer === null ? 'lost' : 'no');
    if (answer === null) return;
    if (answer.status === 'changed') return onSaved();
    if (answer.status === 'stale') return onStale(answer.timetable);
    setSaid(answer);
  };

  const step = location.gridMinutes;
  return (
    <form
      ref={form}
      className="dialog-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <div className="dialog-body hours-body">
        {notice === null ? null : (
          <p className="hours-notice" role="alert">
            {notice}
          </p>
        )}
        {resourceId === null ? null : (
          <div className="hours-own" role="group" aria-label={words.hours.week}>
            <button type="button" className="reason" aria-pressed={draft.week === null} onClick={() => change({ week: null })}>
              {words.hours.asHouse}
            </button>
            <button type="button" className="reason" aria-pressed={draft.week !== null} onClick={() => draft.week ?? change({ week: start.week ?? weekOf(location.openingHours) })}>
              {words.hours.own}
            </button>
          </div>
        )}
        {draft.week === null ? (
          <p className="panel-note">{words.hours.asHouseHow}</p>
        ) : (
          <ul className="hours-week" aria-label={words.hours.week}>
            {draft.week.map((ranges, index) => {
              const day = words.hours.weekdays[index] ?? '';
              return (
                <li key={day} className="hours-day">
                  <span className="hours-name">{day}</span>
                  <DayRanges
                    day={day}
                    ranges={ranges}
                    step={step}
                    none={resourceId === null ? words.hours.closed : words.hours.away}
                    onChange={(next) => changeDay(index, next)}
                    copy={index === 6 ? null : { label: words.hours.copyDown(day), onCopy: () => change({ week: (draft.week ?? []).map((one, at) => (at > index ? ranges : one)) }) }}
                  />
                </li>
              );
            })}
          </ul>
        )}
        <SpecialDays days={draft.special} step={step} none={resourceId === null ? words.hours.closed : words.hours.away} onChange={(special) => change({ special })} />
      </div>
      <TouchedByHours dirty={dirty} offline={offline} problems={problems} preview={preview} lost={saving === 'lost'} />
      <div className="dialog-foot">
        {isLeaving ? (
          <>
            <p className="hours-leaving" role="alert">
              {words.unsaved}
            </p>
            <Button size="l" variant="danger" onClick={onDiscard}>
              {words.discard}
            </Button>
          </>
        ) : (
          <Button size="l" hint="Esc" onClick={onLeave}>
            {words.cancel}
          </Button>
        )}
        <Button size="l" variant="primary" type="submit" disabled={!ready}>
          {saving === 'saving' ? words.hours.saving : ready && preview.status === 'touches' && preview.count > 0 ? words.hours.saveAndKeep : words.hours.save}
        </Button>
      </div>
    </form>
  );
}
