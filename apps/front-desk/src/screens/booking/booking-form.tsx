import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { TimeInput } from '../../components/time-input.tsx';
import { writeSetting } from '../../design/device-setting.ts';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { DayPicker } from '../day-picker.tsx';
import { useCatalogue, useClock, useDayBoard, useDesk } from '../desk-context.tsx';
import type { Slot } from '@holdfast/domain/availability';
import { dayOf } from '@holdfast/domain/opening-hours';
import { showingsOf } from '@holdfast/domain/shown-twice';
import { BothClocks, theirClock } from '../both-clocks.tsx';
import { useFloor } from '../floor.ts';
import type { Exceptions, Intent } from '../../desk.ts';
import { RepeatField } from '../series/repeat-field.tsx';
import { ruleOf, type Repeat } from '../series/repeat.ts';
import { SeriesDates } from '../series/series-dates.tsx';
import type { Selected } from '../shell/view.ts';
import type { JoinWish } from '../waitlist/join-dialog.tsx';
import { whoIsTyped } from './booking-form-words.ts';
import { namesOf } from './booking-names.ts';
import { conflictWords } from './conflict-words.ts';
import { useCounterActions } from './counter-actions.tsx';
import { CustomerField, customerOf, nobody, zoneOf } from './customer-field.tsx';
import { ExceptionOffers, missedBookings, PendingDialog, pendingFor, useActor, usePolicies, type Pending } from './new-booking-rules.tsx';
import { SlotOffers } from './slot-offers.tsx';
import { assign, conflictOf, needsOf, offersFor, offHoursAssigned, spanOf, suitable, type Wish } from './slot-plan.ts';
import { chosenOf, endsAfter, startsAt } from './typed-times.ts';
import { whereDetail } from './where-detail.ts';
import { WhichShowing } from './which-showing.tsx';
import { WhosZone } from './zone-field.tsx';

interface Props {
  title: string;
  aside?: ReactNode;
  channel: 'desk' | 'walk_in';
  start: number;
  resourceId: string | null;
  serviceId: string | null;
  /** A booking may be given notes and a length of its own; a walk-in is made in two keys. */
  full: boolean;
  onBooked(selected: Selected): void;
  /** They wait for an opening instead. */
  onWait(wish: JoinWish): void;
  onClose(): void;
}

const noService = 'none';

export function BookingForm({ title, aside, channel, start: firstStart, resourceId, serviceId: firstService, full, onBooked, onWait, onClose }: Props) {
  const desk = useDesk();
  const clock = useClock();
  const { location, resources, services } = useCatalogue();
  const actions = useCounterActions();
  const zone = location.timeZone;
  const ids = useId();
  const offers = useRef<HTMLDivElement>(null);

  const [who, setWho] = useState(nobody);
  const [serviceId, setServiceId] = useState(firstService);
  const [day, setDay] = useState(() => dayOf(firstStart, zone));
  const [time, setTime] = useState(() => clock.wall(firstStart));
  const [startWhich, setStartWhich] = useState(() => Math.max(0, showingsOf(firstStart, zone).indexOf(firstStart)));
  const [endWhich, setEndWhich] = useState(0);
  const [endTime, setEndTime] = useState<string | null>(null);
  const [notes, setNotes] = useState('');
  const [people, setPeople] = useState(1);
  const [pending, setPending] = useState<Pending | null>(null);
  const actor = useActor();
  const policies = usePolicies();
  const [repeat, setRepeat] = useState<Repeat | null>(null);
  const [dates, setDates] = useState<CommandArgs<'create_series'> | null>(null);
  const service = services.find((candidate) => candidate.id === serviceId) ?? null;
  const needs = needsOf(service);
  function pinFor(id: string | null): (string | null)[] {
    const resource = resources.find((candidate) => candidate.id === id);
    return needs.map((need) => (resource !== undefined && (need === null || need === resource.kind) ? resource.id : null));
  }
  const [pins, setPins] = useState<readonly (string | null)[]>(() => pinFor(resourceId));

  // The plan follows what others book meanwhile: the board is what makes this render again.
  useDayBoard(day);
  const floor = useFloor();
  const starts = startsAt(day, time, zone);
  const chosenStart = chosenOf(starts, startWhich);
  // The first start may carry seconds; it stands until the person changes it.
  const start = clock.time(chosenStart) === clock.time(firstStart) && day === dayOf(firstStart, zone) ? firstStart : chosenStart;
  const ends = endTime === null ? null : endsAfter(start, day, endTime, zone);
  const span = spanOf(service, start, ends === null ? undefined : chosenOf(ends, endWhich));
  // Where several come together; a room that is sold whole asks nobody how many they are.
  const mostPeople = Math.max(...needs.flatMap((need) => suitable(floor, need).map(({ capacity }) => capacity)), 1);
  const partySize = Math.min(people, mostPeople);
  const wish: Wish = { ...span, service, pins, partySize };
  const conflict = conflictOf(floor, wish);
  const nearest = conflict === null ? [] : offersFor(floor, wish, conflict, Math.min(desk.now() - location.gridMinutes * 60_000, start), 3);
  const assigned = conflict === null ? assign(floor, wish) : null;

  const missed = missedBookings({ services, serviceId: service?.id ?? null }, who.attached, actor, policies);
  const theirZone = zoneOf(who);

  /** Of a day that is not the one this form is about, the date too. */
  const dated = (at: number) => (clock.date(at) === clock.date(full ? span.start : desk.now()) ? clock.time(at) : `${clock.date(at)} ${clock.time(at)}`);

  /** Books, or asks first for what the customer’s missed bookings demand. */
  function take(slot: Slot) {
    const asked = pendingFor(slot, missed);
    if (asked === null) book(slot, {});
    else setPending(asked);
  }

  function book(slot: Slot, { approval, ...exceptions }: Exceptions) {
    const bookingId = crypto.randomUUID();
    const customer = customerOf(who);
    const usual = service !== null && slot.end - slot.start === service.durationMinutes * 60_000;
    // Closed first: the board paints in the same tick as the dialog goes.
    onClose();
    const intent: Intent<'create_booking'> = {
      kind: 'create_booking',
      channel,
      approval,
      args: {
        ...exceptions,
        bookingId,
        serviceId: service?.id ?? null,
        start: toWire(slot.start),
        ...(usual ? {} : { end: toWire(slot.end) }),
        resourceIds: [...slot.resourceIds],
        customer,
        ...(partySize === 1 ? {} : { partySize }),
        ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
      },
    };
    const told = words.form.booked(whoIsTyped(customer), namesOf(slot.resourceIds, resources), dated(slot.start));
    actions.book(intent, whoIsTyped(customer), told, theirClock(clock, { start: slot.start, zone: theirZone }));
    if (service !== null) writeSetting('service', service.id);
    onBooked({ kind: 'booking', id: bookingId, day: dayOf(slot.start, zone) });
  }

  /** Keeps the wished time without booking it; the server says how long. */
  function hold(slot: Slot) {
    const holdId = crypto.randomUUID();
    const customer = customerOf(who);
    onClose();
    const args = { holdId, serviceId: service?.id ?? null, start: toWire(slot.start), end: toWire(slot.end), resourceIds: [...slot.resourceIds], customer, ...(partySize === 1 ? {} : { partySize }) };
    const told = words.holds.placed(whoIsTyped(customer), namesOf(slot.resourceIds, resources), dated(slot.start));
    actions.hold({ kind: 'place_hold', channel, args }, whoIsTyped(customer), told, theirClock(clock, { start: slot.start, zone: theirZone }));
    onBooked({ kind: 'hold', id: holdId, day: dayOf(slot.start, zone) });
  }

  // Only what the server offers by itself can be waited for: a service.
  const waitInstead = conflict === null || service === null ? null : () => onWait({ start: span.start, end: span.end, serviceId: service.id, who });

  /** Where nobody was chosen the server finds who is free on most of the dates. */
  function checkDates(how: Repeat) {
    const chosen = pins.filter((pin) => pin !== null);
    setDates({
      seriesId: dates?.seriesId ?? crypto.randomUUID(),
      serviceId: service?.id ?? null,
      start: toWire(span.start),
      ...(service !== null && span.end - span.start === service.durationMinutes * 60_000 ? {} : { end: toWire(span.end) }),
      rule: ruleOf(how, dayOf(span.start, zone)),
      resourceIds: chosen.length === pins.length ? chosen : service === null ? [...(assigned ?? offHoursAssigned(floor, wish)?.resourceIds ?? [])] : [],
      customer: customerOf(who),
      ...(partySize === 1 ? {} : { partySize }),
      ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
      acceptance: 'all',
    });
  }

  const first = nearest[0];
  const target: Slot | undefined = assigned === null ? first : { start: span.start, end: span.end, resourceIds: assigned };

  const onDigit = useEffectEvent((event: KeyboardEvent) => {
    if (event.target instanceof Element && event.target.closest('input, textarea') !== null) return;
    const slot = nearest[Number(event.key) - 1];
    const waits = event.key.toLowerCase() === 'l' && waitInstead !== null;
    // What repeats has a list of its own for what is taken.
    if (repeat !== null || (slot === undefined && !waits) || pending !== null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (slot === undefined) waitInstead?.();
    else take(slot);
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => /^[123lL]$/.test(event.key) && onDigit(event);
    window.addEventListener('keydown', listen, true);
    return () => window.removeEventListener('keydown', listen, true);
  }, []);
  // When a walk-in opens on a conflict the choice comes first: 1, 2, 3 and Enter work at once. A caller says who they are.
  useEffect(() => {
    const list = offers.current;
    if (!full) (list?.querySelector<HTMLElement>('.offer') ?? list?.querySelector('button'))?.focus();
  }, [full]);

  if (dates !== null) return <SeriesDates args={dates} zone={theirZone} onBack={() => setDates(null)} onClose={onClose} />;
  return (
    <Dialog title={title} aside={aside} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (repeat !== null) checkDates(repeat);
          else if (target !== undefined) take(target);
        }}
      >
        <div className="dialog-body">
          <CustomerField who={who} onChange={setWho} autoFocus={full || conflict === null} warning={missed?.note ?? null} />
          {full && (conflict === null || theirZone !== null || who.zone !== undefined) ? <WhosZone who={who} onChange={setWho} /> : null}
          <Field label={words.form.what}>
            <Choice
              label={words.form.what}
              placeholder={words.form.pick}
              value={serviceId ?? noService}
              options={[
                ...services.map((option) => ({ id: option.id, label: option.name, detail: words.duration(option.durationMinutes) })),
                ...(full || services.length === 0 ? [{ id: noService, label: words.noService }] : []),
              ]}
              onChange={(id) => {
                const next = services.find((candidate) => candidate.id === id) ?? null;
                setServiceId(next?.id ?? null);
                setEndTime(null);
                const pinned = pins.find((pin) => pin !== null) ?? null;
                const kind = resources.find((resource) => resource.id === pinned)?.kind;
                setPins(needsOf(next).map((need) => (need === null || need === kind ? pinned : null)));
              }}
            />
          </Field>
          {needs.map((need, index) => (
            <Field key={`${need ?? 'any'} ${index}`} label={needs.length === 1 || need === null ? words.form.where : words.form.whereFor(need)}>
              <Choice
                label={needs.length === 1 || need === null ? words.form.where : words.form.whereFor(need)}
                placeholder={words.form.pick}
                value={assigned?.[index] ?? pins[index] ?? null}
                options={suitable(floor, need).map((resource) => ({ id: resource.id, label: resource.name, detail: whereDetail(floor, resource, wish, clock) }))}
                onChange={(id) => setPins(needs.map((_, at) => (at === index ? id : (pins[at] ?? null))))}
              />
            </Field>
          ))}
          {mostPeople === 1 ? null : (
            <Field label={words.form.people}>
              <Stepper label={words.form.people} value={partySize} least={1} most={mostPeople} labels={{ fewer: words.form.fewerPeople, more: words.form.morePeople }} onChange={setPeople} />
            </Field>
          )}
          <Field label={words.form.when}>
            <div className="field-row">
              {full ? (
                <DayPicker className="input input-date" day={day} today={dayOf(desk.now(), zone)} onDay={setDay}>
                  {shortDay(day)}
                </DayPicker>
              ) : null}
              <TimeInput label={words.form.start} stepMinutes={location.gridMinutes} value={time} onChange={setTime} />
              <WhichShowing label={words.form.start} at={chosenStart} among={starts} onChange={setStartWhich} />
              {full ? (
                <span className="field-until">
                  <span aria-hidden="true">–</span>
                  <TimeInput label={words.form.end} stepMinutes={location.gridMinutes} value={endTime ?? clock.wall(span.end)} onChange={setEndTime} />
                  <WhichShowing label={words.form.end} at={span.end} among={ends ?? [span.end]} onChange={setEndWhich} />
                </span>
              ) : (
                <span className="field-hint">{words.form.until(clock.time(span.end))}</span>
              )}
              <span className="field-hint">{clock.foreignZone(start)}</span>
            </div>
            {full && span.end <= desk.now() ? <p className="field-hint" role="status">{words.form.past}</p> : null}
            <BothClocks start={span.start} end={span.end} zone={theirZone} />
          </Field>
          {full ? <RepeatField repeat={repeat} day={day} today={dayOf(desk.now(), zone)} onChange={setRepeat} /> : null}
          {/* Where there is a choice to make, the choices take the room of an empty note, and of a clock that nobody asked about. */}
          {full && (conflict === null || notes !== '') ? (
            <Field label={words.form.notes} htmlFor={`${ids}-notes`}>
              <textarea id={`${ids}-notes`} className="input" rows={2} maxLength={4000} placeholder={words.form.notesPlaceholder} value={notes} onChange={(event) => setNotes(event.target.value)} />
            </Field>
          ) : null}
          {conflict === null || repeat !== null ? null : (
            <SlotOffers
              ref={offers}
              why={conflictWords(conflict, wish, resources, clock)}
              slots={nearest}
              wished={span}
              zone={theirZone}
              exception={<ExceptionOffers conflict={conflict} floor={floor} wish={wish} customer={missed?.hurdle ?? { rules: [], deposit: false }} onAsk={setPending} />}
              onTake={take}
              onWait={waitInstead}
            />
          )}
        </div>
        <div className="dialog-foot">
          <Button size="l" variant="quiet" className="dialog-foot-start" title={words.holds.holdHow} disabled={assigned === null || repeat !== null} onClick={() => assigned !== null && hold({ start: span.start, end: span.end, resourceIds: assigned })}>
            {words.holds.hold}
          </Button>
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵" disabled={target === undefined && repeat === null}>
            {repeat !== null ? words.series.check : target === undefined ? words.form.bookShort : words.form.book(namesOf(target.resourceIds, resources), dated(target.start))}
          </Button>
        </div>
      </form>
      {pending === null ? null : (
        <PendingDialog
          pending={pending}
          zone={theirZone}
          onGiven={(exceptions) => {
            setPending(null);
            book(pending.slot, exceptions);
          }}
          onClose={() => setPending(null)}
        />
      )}
    </Dialog>
  );
}
