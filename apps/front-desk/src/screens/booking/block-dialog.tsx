import { overlaps } from '@holdfast/domain/time-range';
import { useId, useMemo, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { TimeInput } from '../../components/time-input.tsx';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import { isOnBoard } from '../day-board/column-items.ts';
import { TheirClock } from '../both-clocks.tsx';
import { useCatalogue, useClock, useDayBoards, useDesk } from '../desk-context.tsx';
import { roundToGrid } from '@holdfast/domain/grid';
import { dayOf } from '@holdfast/domain/opening-hours';
import { showingsOf } from '@holdfast/domain/shown-twice';
import { instantOf, openOfDay } from '../opening.ts';
import { blockDaysMax, daysOfBlock, piecesOfBlock, spanOfBlock } from './block-span.ts';
import './block-dialog.css';
import { namesOf, titleOf } from './booking-names.ts';
import { useCounterActions } from './counter-actions.tsx';
import { WhichShowing } from './which-showing.tsx';

interface Props {
  day: string;
  start: number | null;
  resourceId: string | null;
  onClose(): void;
}

/** Boards looked at for what is in the way; the server looks at every day. */
const daysLookedAt = 14;

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
  const [until, setUntil] = useState<string | null>(null);
  const [to, setTo] = useState(() => clock.wall(first + 3_600_000));
  const [toWhich, setToWhich] = useState(0);
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>(resourceId === null ? [] : [resourceId]);

  const span = spanOfBlock({ day, from, fromWhich, until, to, toWhich }, zone);
  const lastDay = until ?? dayOf(span.end, zone);
  const days = daysOfBlock(span, zone);
  const boards = useDayBoards(days.slice(0, daysLookedAt));
  const wrong = span.end <= span.start ? words.form.timesWrong : days.length > blockDaysMax ? words.block.tooLong(blockDaysMax) : null;
  const pieces = wrong === null ? piecesOfBlock(span, chosen, zone) : [];
  // What lies on two days is on two boards.
  const items = useMemo(() => [...new Map(boards.flatMap((board) => board.items).map((item) => [item.key, item])).values()], [boards]);
  const stamp = (item: { start: number; end: number }) => (days.length === 1 ? clock.range(item.start, item.end) : `${clock.date(item.start)} ${clock.range(item.start, item.end)}`);
  const touched = wrong !== null ? [] : items.filter((item) => isOnBoard(item) && item.certainty !== 'refused' && item.resourceIds.some((resource) => chosen.includes(resource)) && overlaps(item.occupied, span));
  const ready = wrong === null && chosen.length > 0 && touched.length === 0;

  return (
    <Dialog title={words.block.title} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!ready) return;
          onClose();
          actions.block(pieces, reason.trim());
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
                  onClick={() => setChosen(chosen.includes(resource.id) ? chosen.filter((other) => other !== resource.id) : [...chosen, resource.id])}
                >
                  {resource.name}
                </button>
              ))}
            </div>
          </Field>
          <Field label={words.form.when}>
            <div className="field-row">
              <DayPicker
                className="input input-date"
                day={day}
                today={dayOf(desk.now(), zone)}
                onDay={(picked) => {
                  setDay(picked);
                  if (until !== null && until <= picked) setUntil(null);
                }}
              >
                {shortDay(day)}
              </DayPicker>
              <TimeInput label={words.form.start} stepMinutes={location.gridMinutes} value={from} onChange={setFrom} />
              <WhichShowing label={words.form.start} at={span.start} among={span.starts} onChange={setFromWhich} />
              <span aria-hidden="true">–</span>
              {/* Wraps as one: a time under another's day says the wrong thing. */}
              <div className="field-row">
                <DayPicker className="input input-date" day={lastDay} today={dayOf(desk.now(), zone)} onDay={(picked) => setUntil(picked > day ? picked : null)}>
                  {shortDay(lastDay)}
                </DayPicker>
                <TimeInput label={words.form.end} stepMinutes={location.gridMinutes} value={to} onChange={setTo} />
                <WhichShowing label={words.form.end} at={span.end} among={span.ends} onChange={setToWhich} />
              </div>
            </div>
          </Field>
          <Field label={words.block.reason} htmlFor={id}>
            <input id={id} className="input" maxLength={500} placeholder={words.block.reasonPlaceholder} value={reason} onChange={(event) => setReason(event.target.value)} />
          </Field>
          <div className="block-touches" data-some={touched.length > 0 || wrong !== null ? '' : undefined} role="status">
            {chosen.length === 0 ? words.block.pickOne : wrong !== null ? wrong : touched.length === 0 ? (days.length > daysLookedAt ? words.block.nothingSoon(daysLookedAt) : words.block.nothing) : <strong>{words.block.touches(touched.length)}</strong>}
            {touched.length === 0 ? null : (
              <>
                <ul>
                  {touched.map((item) => (
                    <li key={item.key}>
                      {stamp(item)} · {titleOf(item)} · {namesOf(item.resourceIds, resources)}
                      {item.kind === 'block' ? null : <TheirClock start={item.start} end={item.end} zone={item.row.customerTimeZone} />}
                    </li>
                  ))}
                </ul>
                {words.block.touchesHow}
              </>
            )}
            {touched.length === 0 && pieces.length > 1 ? <p>{words.block.inPieces(pieces.length)}</p> : null}
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
