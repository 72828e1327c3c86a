import { overlaps } from '@holdfast/domain/time-range';
import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { TimeInput } from '../../components/time-input.tsx';
import type { BoardItem } from '../../desk.ts';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import { isOnBoard } from '../day-board/column-items.ts';
import { useCatalogue, useClock, useDayBoard, useDesk } from '../desk-context.tsx';
import { roundToGrid } from '@holdfast/domain/grid';
import { dayOf } from '@holdfast/domain/opening-hours';
import { showingsOf } from '@holdfast/domain/shown-twice';
import { instantOf, openOfDay } from '../opening.ts';
import './block-dialog.css';
import { namesOf, titleOf } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';
import { chosenOf, endsAfter, startsAt } from './typed-times.ts';
import { WhichShowing } from './which-showing.tsx';

interface Props {
  day: string;
  start: number | null;
  resourceId: string | null;
  onClose(): void;
}

/** Takes time off sale. Lists whom it would touch and never displaces anybody. */
export function BlockDialog({ day: boardDay, start: firstStart, resourceId, onClose }: Props) {
  const desk = useDesk();
  const clock = useClock();
  const { location, resources } = useCatalogue();
  const actions = useCounterActions();
  const id = useId();
  const zone = location.timeZone;
  const [first] = useState(() => {
    const now = desk.now();
    return firstStart ?? (boardDay === dayOf(now, zone) ? roundToGrid(now, location.gridMinutes, zone) : (openOfDay(location, boardDay)[0]?.start ?? instantOf(boardDay, '09:00', zone)));
  });
  const [day, setDay] = useState(() => dayOf(first, zone));
  const [from, setFrom] = useState(() => clock.wall(first));
  const [fromWhich, setFromWhich] = useState(() => Math.max(0, showingsOf(first, zone).indexOf(first)));
  const [to, setTo] = useState(() => clock.wall(first + 3_600_000));
  const [toWhich, setToWhich] = useState(0);
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(resourceId === null ? [] : [resourceId]);

  const starts = startsAt(day, from, zone);
  const start = chosenOf(starts, fromWhich);
  const ends = endsAfter(start, day, to, zone);
  const span = { start, end: chosenOf(ends, toWhich) };
  const wrong = span.end <= span.start;
  const items = useItemsOf(day, wrong ? day : dayOf(span.end - 1, zone));
  const touched = wrong ? [] : items.filter((item) => isOnBoard(item) && item.certainty !== 'refused' && item.resourceIds.some((resource) => chosen.includes(resource)) && overlaps(item.occupied, span));
  const ready = !wrong && chosen.length > 0 && touched.length === 0;

  return (
    <Dialog title={words.block.title} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onClose();
          actions.block([...chosen], span.start, span.end, reason.trim());
        }}
      >
        <div className="dialog-body">
          <Field label={words.form.where} labelId={`${id}-where`}>
            <div className="block-resources" role="group" aria-labelledby={`${id}-where`}>
              {resources.map((resource) => (
                <button
                  key={resource.id}
                  type="button"
                  className="reason"
                  aria-pressed={chosen.includes(resource.id)}
                  onClick={() => setChosen(chosen.includes(resource.id) ? chosen.filter((other) => other !== resource.id) : [...chosen, resource.id].slice(-8))}
                >
                  {resource.name}
                </button>
              ))}
            </div>
          </Field>
          <Field label={words.form.when}>
            <div className="field-row">
              <DayPicker className="input input-date" day={day} today={dayOf(desk.now(), zone)} onDay={setDay}>
                {shortDay(day)}
              </DayPicker>
              <TimeInput label={words.form.start} stepMinutes={location.gridMinutes} value={from} onChange={setFrom} />
              <WhichShowing label={words.form.start} at={span.start} among={starts} onChange={setFromWhich} />
              <span aria-hidden="true">–</span>
              <TimeInput label={words.form.end} stepMinutes={location.gridMinutes} value={to} onChange={setTo} />
              <WhichShowing label={words.form.end} at={span.end} among={ends} onChange={setToWhich} />
            </div>
          </Field>
          <Field label={words.block.reason} htmlFor={id}>
            <input id={id} className="input" maxLength={500} placeholder={words.block.reasonPlaceholder} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="block-touches" data-some={touched.length > 0 || wrong ? '' : undefined} role="status">
            {chosen.length === 0 ? words.block.pickOne : wrong ? words.form.timesWrong : touched.length === 0 ? words.block.nothing : <strong>{words.block.touches(touched.length)}</strong>}
            {touched.length === 0 ? null : (
              <>
                <ul>
                  {touched.map((item) => (
                    <li key={item.key}>
                      {clock.range(item.start, item.end)} · {titleOf(item)} · {namesOf(item.resourceIds, resources)}
                    </li>
                  ))}
                </ul>
                {words.block.touchesHow}
              </>
            )}
          </div>
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={!ready}>
            {words.block.place}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What lies on a day, and on the next one where a block ends there; what runs past midnight lies on both, and is listed once. */
function useItemsOf(day: string, lastDay: string): readonly BoardItem[] {
  const first = useDayBoard(day);
  const last = useDayBoard(lastDay);
  if (last === first) return first.items;
  const known = new Set(first.items.map(({ key }) => key));
  return [...first.items, ...last.items.filter(({ key }) => !known.has(key))];
}
