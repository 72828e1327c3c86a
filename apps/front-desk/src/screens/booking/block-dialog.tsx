import { overlaps } from '@holdfast/domain/time-range';
import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { words } from '../../words/words.ts';
import { isOnBoard } from '../day-board/column-items.ts';
import { useCatalogue, useClock, useDayBoard, useDesk } from '../desk-context.tsx';
import { dayOf, instantOf, openRanges, roundToGrid } from '../opening.ts';
import './block-dialog.css';
import { namesOf, titleOf } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';

interface Props {
  day: string;
  start: number | null;
  resourceId: string | null;
  onClose(): void;
}

/** Takes time off sale. Lists whom it would touch and never displaces anybody. */
export function BlockDialog({ day: boardDay, start, resourceId, onClose }: Props) {
  const desk = useDesk();
  const clock = useClock();
  const { location, resources } = useCatalogue();
  const actions = useCounterActions();
  const id = useId();
  const zone = location.timeZone;
  const [first] = useState(() => {
    const now = desk.now();
    return start ?? (boardDay === dayOf(now, zone) ? roundToGrid(now, location) : (openRanges(location, boardDay)[0]?.start ?? instantOf(boardDay, '09:00', zone)));
  });
  const [day, setDay] = useState(() => dayOf(first, zone));
  const [from, setFrom] = useState(() => clock.time(first));
  const [to, setTo] = useState(() => clock.time(first + 3_600_000));
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(resourceId === null ? [] : [resourceId]);
  const board = useDayBoard(day);

  const span = from === '' || to === '' ? null : { start: instantOf(day, from, zone), end: instantOf(day, to, zone) };
  const wrong = span !== null && span.end <= span.start;
  const touched = span === null || wrong ? [] : board.items.filter((item) => isOnBoard(item) && item.certainty !== 'refused' && item.resourceIds.some((resource) => chosen.includes(resource)) && overlaps(item.occupied, span));
  const ready = span !== null && !wrong && chosen.length > 0 && touched.length === 0;

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
              <input className="input input-date" type="date" aria-label={words.form.day} value={day} required onChange={(event) => event.target.value !== '' && setDay(event.target.value)} />
              <input className="input input-time" type="time" step={300} aria-label={words.form.start} value={from} required onChange={(event) => setFrom(event.target.value)} />
              <span aria-hidden="true">–</span>
              <input className="input input-time" type="time" step={300} aria-label={words.form.end} value={to} required onChange={(event) => setTo(event.target.value)} />
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
