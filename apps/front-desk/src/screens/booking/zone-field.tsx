import { useId, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { placeOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import type { WhoState } from './customer-field.tsx';
import { knownZones, readZone } from './typed-zone.ts';

interface Props {
  /** As typed; empty: the location's. */
  typed: string;
  onChange(typed: string): void;
}

/** Whether what was typed may be saved. */
export const isZoneOrNone = (typed: string): boolean => typed.trim() === '' || readZone(typed) !== null;

/** The customer's time zone. Few have another than the location's, so it takes a tap to see the field. */
export function ZoneField({ typed, onChange }: Props) {
  const id = useId();
  const [asked, setAsked] = useState(false);
  const zone = readZone(typed);
  if (!asked)
    return (
      <Field label={words.form.zone}>
        <Button variant="quiet" className="zone-ask" onClick={() => setAsked(true)}>
          {zone === null ? words.form.zoneSame : placeOf(zone)}
        </Button>
      </Field>
    );
  return (
    <Field label={words.form.zone} htmlFor={id} hint={isZoneOrNone(typed) ? null : <span role="status">{words.form.zoneUnknown}</span>}>
      <input
        id={id}
        className="input"
        list={`${id}-zones`}
        autoComplete="off"
        autoFocus
        maxLength={64}
        placeholder={words.form.zonePlaceholder}
        aria-invalid={!isZoneOrNone(typed)}
        value={typed}
        onChange={(event) => onChange(event.target.value)}
      />
      <datalist id={`${id}-zones`}>
        {knownZones().map((known) => (
          <option key={known} value={known}>
            {placeOf(known)}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

/** The same for somebody who is about to be booked or put on a list; nothing while there is nobody. */
export function WhosZone({ who, onChange }: { who: WhoState; onChange(who: WhoState): void }) {
  if (who.attached === null && who.text.trim() === '') return null;
  return <ZoneField key={who.attached?.id ?? who.newId} typed={who.zone ?? who.attached?.timeZone ?? ''} onChange={(zone) => onChange({ ...who, zone })} />;
}
