import { daysAtMostMs, waitDaysMax } from '@holdfast/domain/booking-time';
import { minuteMs, toWire } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { dayOf } from '@holdfast/domain/opening-hours';
import { useId, useState } from 'react';
import { toast } from 'sonner';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Field } from '../../components/field.tsx';
import { TimeInput } from '../../components/time-input.tsx';
import { readSetting } from '../../design/device-setting.ts';
import { shortDay } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { useCounterActions } from '../booking/counter-actions.tsx';
import { CustomerField, customerOf, nobody, zoneOf, type WhoState } from '../booking/customer-field.tsx';
import { WhosZone } from '../booking/zone-field.tsx';
import { BothClocks } from '../both-clocks.tsx';
import { DayPicker } from '../day-picker.tsx';
import { instantOf } from '../opening.ts';
import { useCatalogue, useClock, useDesk } from '../desk-context.tsx';
import { usualService } from '../walk-in/usual-service.ts';
import { firstWindow, windowOf } from './join-window.ts';

/** What somebody could not have, as far as it is known: the form begins with it. */
export interface JoinWish {
  day?: string;
  start?: number;
  end?: number;
  serviceId?: string | null;
  who?: WhoState;
  /** The refused command that is settled by waiting. */
  supersedes?: string;
}

const any = 'any';
const partyMax = 500;

export function JoinDialog({ wish, onJoined, onClose }: { wish: JoinWish; onJoined(): void; onClose(): void }) {
  const desk = useDesk();
  const clock = useClock();
  const actions = useCounterActions();
  const { location, resources, services } = useCatalogue();
  const zone = location.timeZone;
  const ids = useId();

  const [first] = useState(() => {
    const now = desk.now();
    const day = wish.start === undefined ? (wish.day ?? dayOf(now, zone)) : dayOf(wish.start, zone);
    const wanted = wish.start === undefined ? null : { start: wish.start, end: wish.end ?? wish.start };
    return { day, ...firstWindow(location, day, wanted, now) };
  });
  const [who, setWho] = useState(wish.who ?? nobody);
  const [serviceId, setServiceId] = useState(wish.serviceId ?? usualService(services, readSetting('service')));
  const [day, setDay] = useState(first.day);
  const [from, setFrom] = useState(() => clock.wall(first.start));
  /** The last day, where it is a later one: then the hours are the first's beginning and the last's end. */
  const [until, setUntil] = useState<string | null>(null);
  const [to, setTo] = useState(() => clock.wall(first.end));
  const [pins, setPins] = useState<readonly (string | null)[]>([]);
  const [party, setParty] = useState('1');
  const [notes, setNotes] = useState('');
  const [tried, setTried] = useState(false);

  const service = services.find((candidate) => candidate.id === serviceId) ?? null;
  const customer = customerOf(who);
  const window = until === null ? windowOf(day, from, to, zone) : { start: instantOf(day, from, zone), end: instantOf(until, to, zone), nextDay: false };
  const lastDay = until ?? dayOf(window.end - 1, zone);
  const needs = service?.needs ?? [];
  const partySize = Math.min(partyMax, Math.max(1, Math.floor(Number(party)) || 1));
  // Only what is sold by the place asks how many come.
  const asksParty = resources.some((resource) => needs.includes(resource.kind) && lanesFor(resource, 2) > 1);
  const problem =
    service === null
      ? words.waitlist.noService
      : window.end <= desk.now()
        ? words.waitlist.past
        : window.end - window.start < service.durationMinutes * minuteMs
          ? words.waitlist.tooShort(service.name, words.duration(service.durationMinutes))
          : window.end - window.start > daysAtMostMs(waitDaysMax)
            ? words.waitlist.tooWide(waitDaysMax)
            : customer === null
              ? words.waitlist.whoMissing
              : null;

  const join = () => {
    setTried(true);
    if (service === null || customer === null || problem !== null) return;
    onClose();
    actions.submit({
      kind: 'join_waitlist',
      ...(wish.supersedes === undefined ? {} : { supersedes: wish.supersedes }),
      args: {
        entryId: crypto.randomUUID(),
        serviceId: service.id,
        from: toWire(window.start),
        to: toWire(window.end),
        resourceIds: pins.filter((pin) => pin !== null),
        customer,
        ...(asksParty && partySize > 1 ? { partySize } : {}),
        ...(notes.trim() === '' ? {} : { notes: notes.trim() }),
      },
    });
    onJoined();
    toast(words.waitlist.joined(customer.name));
  };

  return (
    <Dialog title={words.waitlist.joinTitle} closeLabel={words.close} onClose={onClose}>
      <form
        className="dialog-form"
        onSubmit={(event) => {
          event.preventDefault();
          join();
        }}
      >
        <div className="dialog-body">
          <CustomerField who={who} onChange={setWho} autoFocus={customer === null} required />
          <WhosZone who={who} onChange={setWho} />
          <Field label={words.form.what}>
            <Choice
              label={words.form.what}
              placeholder={words.form.pick}
              value={service?.id ?? null}
              options={services.map((option) => ({ id: option.id, label: option.name, detail: words.duration(option.durationMinutes) }))}
              onChange={(id) => {
                setServiceId(id);
                setPins([]);
              }}
            />
          </Field>
          {needs.map((need, index) => (
            <Field key={`${need} ${index}`} label={needs.length === 1 ? words.form.where : words.form.whereFor(need)}>
              <Choice
                label={needs.length === 1 ? words.form.where : words.form.whereFor(need)}
                placeholder={words.form.pick}
                value={pins[index] ?? any}
                options={[
                  { id: any, label: words.waitlist.anyResource },
                  ...resources.filter((resource) => resource.kind === need).map((resource) => ({ id: resource.id, label: resource.name, detail: resource.label === '' ? undefined : resource.label })),
                ]}
                onChange={(id) => setPins(needs.map((_, at) => (at === index ? (id === any ? null : id) : (pins[at] ?? null))))}
              />
            </Field>
          ))}
          <Field label={words.waitlist.between}>
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
              <TimeInput label={words.waitlist.earliest} stepMinutes={location.gridMinutes} value={from} onChange={setFrom} />
              <span>{words.waitlist.andTo}</span>
              <DayPicker className="input input-date" day={lastDay} today={dayOf(desk.now(), zone)} onDay={(picked) => setUntil(picked > day ? picked : null)}>
                {shortDay(lastDay)}
              </DayPicker>
              <TimeInput label={words.waitlist.latest} stepMinutes={location.gridMinutes} value={to} onChange={setTo} />
              <span className="field-hint">{[window.nextDay ? words.waitlist.nextDay : null, clock.foreignZone(window.start)].filter((part) => part !== null).join(' · ')}</span>
            </div>
            <BothClocks start={window.start} end={window.end} zone={zoneOf(who)} />
          </Field>
          {asksParty ? (
            <Field label={words.waitlist.partyLabel} htmlFor={`${ids}-party`}>
              <input id={`${ids}-party`} className="input waitlist-party" type="number" inputMode="numeric" min={1} max={partyMax} value={party} onChange={(event) => setParty(event.target.value)} />
            </Field>
          ) : null}
          <Field label={words.form.notes} htmlFor={`${ids}-notes`}>
            <textarea id={`${ids}-notes`} className="input" rows={2} maxLength={4000} placeholder={words.form.notesPlaceholder} value={notes} onChange={(event) => setNotes(event.target.value)} />
          </Field>
          <p className="waitlist-problem" role="status">
            {tried ? problem : null}
          </p>
        </div>
        <div className="dialog-foot">
          <Button size="l" hint="Esc" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button size="l" variant="primary" type="submit" hint="↵">
            {words.waitlist.join}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Somebody whom the book or a refused command knows, as the form's first customer. */
export function knownAs(customer: { id: string; name: string; phone: string | null }): WhoState {
  return { ...nobody(), text: customer.name, attached: { ...customer, visits: 0, noShows: 0 } };
}

