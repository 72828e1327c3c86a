import { toWire } from '@holdfast/domain/instant';
import { useId, useRef, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { BookingOnBoard, LateDay } from '../../desk.ts';
import { words } from '../../words/words.ts';
import { TheirClock, TheirTime } from '../both-clocks.tsx';
import { namesOf, whoIs } from '../booking/booking-names.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { useCatalogue, useClock, useDayBoard, useDesk, useNow, useReadable } from '../desk-context.tsx';
import './late.css';
import { minutesTyped, usualMinutes } from './late-minutes.ts';
import { lateWhyWords } from './late-words.ts';
import { customersToTell } from './to-be-told.ts';
import { useLateElsewhere, type Elsewhere } from './use-late-elsewhere.ts';

/** Somebody is late: by how much, whom that touches, and one step that moves all of it. */
export function LateDialog({ resourceId, onClose }: { resourceId: string | null; onClose(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const actions = useCounterActions();
  const { location, resources } = useCatalogue();
  const offline = useReadable(desk.connection).state === 'offline';
  // People are late more often than rooms.
  const candidates = [...resources].sort((a, b) => Number(b.kind === 'person') - Number(a.kind === 'person') || a.position - b.position);
  const [whoId, setWhoId] = useState(resourceId ?? candidates[0]?.id ?? '');
  const [usual, setUsual] = useState<number | null>(10);
  const [typed, setTyped] = useState('');
  const from = useNow(60_000);
  // What others do meanwhile is seen: the board is what makes this render again.
  useDayBoard(dayOf(from, location.timeZone));
  const who = resources.find(({ id }) => id === whoId);
  const minutes = usual ?? minutesTyped(typed);
  const day = who === undefined || minutes === null ? null : desk.foreseeLate(who.id, minutes, from);
  // Only people are at several locations.
  const elsewhere = useLateElsewhere(who?.personId == null || minutes === null ? null : { resourceId: who.id, minutes, from });
  const moves = day?.moved.length ?? 0;
  const touched = moves + (day?.staying.length ?? 0);
  const lateThere = elsewhere.state === 'answered' ? elsewhere.late.length : 0;
  const otherField = useRef<HTMLInputElement>(null);
  const ids = useId();

  return (
    <Dialog title={words.late.title} aside={words.late.today(clock.time(from))} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (who === undefined || minutes === null || touched + lateThere === 0) return;
          onClose();
          actions.runLate({ resourceId: who.id, minutes, from: toWire(from) }, who.name, moves);
        }}
      >
        <div className="dialog-body">
          <Field label={words.late.who}>
            <Choice
              label={words.late.who}
              placeholder={words.form.pick}
              value={who?.id ?? null}
              options={candidates.map((each) => ({ id: each.id, label: each.name, detail: each.label === '' ? undefined : each.label }))}
              onChange={setWhoId}
            />
          </Field>
          <Field label={words.late.by} labelId={`${ids}-by`}>
            <div className="late-minutes" role="radiogroup" aria-labelledby={`${ids}-by`}>
              {usualMinutes.map((each) => (
                <label key={each} className="late-minute">
                  <input type="radio" name={`${ids}-minutes`} autoFocus={each === usual} checked={usual === each} onChange={() => setUsual(each)} />
                  <span>{words.late.plus(each)}</span>
                </label>
              ))}
              <label className="late-minute">
                <input
                  type="radio"
                  name={`${ids}-minutes`}
                  checked={usual === null}
                  onChange={() => {
                    setUsual(null);
                    requestAnimationFrame(() => otherField.current?.focus());
                  }}
                />
                <span>{words.late.other}</span>
              </label>
              {usual === null ? (
                <input
                  ref={otherField}
                  className="input input-time"
                  inputMode="numeric"
                  maxLength={3}
                  aria-label={words.late.otherMinutes}
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              ) : null}
            </div>
          </Field>
          {minutes === null ? <p className="late-said">{words.late.tooMany}</p> : null}
          {day === null || who === undefined ? null : <Foreseen day={day} who={who.name} resourceId={who.id} />}
          {who?.personId == null || minutes === null ? null : <AtOtherLocations elsewhere={elsewhere} who={who.name} />}
          {offline && touched > 0 ? <p className="late-said">{words.late.offline}</p> : null}
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={touched + lateThere === 0}>
            {moves > 0 || touched + lateThere === 0 ? words.late.move(moves) : touched > 0 ? words.late.findTimes : words.late.list}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Foreseen({ day: { from, moved, staying }, who, resourceId }: { day: LateDay; who: string; resourceId: string }) {
  const clock = useClock();
  const { resources } = useCatalogue();
  if (moved.length + staying.length === 0) return <p className="late-said">{words.late.nobody(who)}</p>;
  const elsewhere = (booking: BookingOnBoard) => booking.resourceIds.filter((id) => id !== resourceId);
  const told = customersToTell(moved, from);
  return (
    <div className="late-preview" role="status">
      {moved.length === 0 ? null : (
        <section>
          <h3>{words.late.moves(moved.length)}</h3>
          <ul className="late-list">
            {moved.map(({ booking, start }) => (
              <li key={booking.id}>
                <span className="late-when">
                  {clock.time(booking.start)} → <strong>{clock.time(start)}</strong>
                  <TheirClock start={start} zone={booking.row.customerTimeZone} />
                </span>
                <span className="late-who">{whoIs(booking.row)}</span>
                <span className="late-where">{namesOf(elsewhere(booking), resources)}</span>
              </li>
            ))}
          </ul>
          {told === 0 ? null : <p className="late-said">{words.late.toTell(told)}</p>}
        </section>
      )}
      {staying.length === 0 ? null : (
        <section>
          <h3>{words.late.stays(staying.length)}</h3>
          <ul className="late-list">
            {staying.map(({ booking, why }) => (
              <li key={booking.id} data-stays="">
                <span className="late-when">
                  {clock.time(booking.start)}
                  <TheirClock start={booking.start} zone={booking.row.customerTimeZone} />
                </span>
                <span className="late-who">{whoIs(booking.row)}</span>
                <span className="late-where">{lateWhyWords(why, resources, clock)}</span>
              </li>
            ))}
          </ul>
          <p className="late-said">{words.late.staysHow}</p>
        </section>
      )}
    </div>
  );
}

/** What this computer cannot work out: it knows one location. */
function AtOtherLocations({ elsewhere, who }: { elsewhere: Elsewhere; who: string }) {
  const clock = useClock();
  if (elsewhere.state === 'offline') return <p className="late-said">{words.late.elsewhereUnknown(who)}</p>;
  if (elsewhere.state === 'checking' || elsewhere.late.length === 0) return null;
  return (
    <div className="late-preview" role="status">
      <section>
        <h3>{words.late.elsewhere(elsewhere.late.length)}</h3>
        <ul className="late-list">
          {elsewhere.late.map(({ locationName, timeZone: zone, start, end, earliest }) => (
            <li key={`${locationName} ${start} ${end}`} data-stays="">
              <span className="late-when">
                {clock.range(Date.parse(start), Date.parse(end))}
                <TheirTime start={Date.parse(start)} end={Date.parse(end)} zone={zone} />
              </span>
              <span className="late-who">{locationName}</span>
              <span className="late-where">
                {words.late.notBefore(clock.time(Date.parse(earliest)))}
                <TheirTime start={Date.parse(earliest)} zone={zone} />
              </span>
            </li>
          ))}
        </ul>
        <p className="late-said">{words.late.elsewhereHow}</p>
      </section>
    </div>
  );
}
