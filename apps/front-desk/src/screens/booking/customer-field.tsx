import type { CustomerInput } from '@holdfast/protocol/commands';
import type { CustomerRow } from '@holdfast/protocol/rows';
import { X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { IconButton } from '../../components/button.tsx';
import { Field } from '../../components/field.tsx';
import { words } from '../../words/words.ts';
import { useDesk } from '../desk-context.tsx';
import './customer-field.css';
import { newCustomer, readTyped } from './typed-customer.ts';
import { readZone } from './typed-zone.ts';
import { isZoneOrNone } from './zone-field.tsx';

export interface WhoState {
  text: string;
  /** Typed beside the field, for what the text does not say. */
  other: string;
  attached: { id: string; name: string; phone: string | null; timeZone?: string | null; visits: number; noShows: number } | null;
  /** Of their clock, as typed; left out: nobody was asked. */
  zone?: string;
  /** The id a new customer would get: minted once, so a second tap creates nobody twice. */
  newId: string;
}

export const nobody = (): WhoState => ({ text: '', other: '', attached: null, newId: crypto.randomUUID() });

/** Of their clock, as far as it is known or typed. */
export function zoneOf({ zone, attached }: WhoState): string | null {
  return zone === undefined ? (attached?.timeZone ?? null) : readZone(zone);
}

export function customerOf(who: WhoState): CustomerInput | null {
  const zone = who.zone === undefined || !isZoneOrNone(who.zone) ? {} : { timeZone: readZone(who.zone) };
  if (who.attached !== null) return { ...zone, id: who.attached.id, name: who.attached.name, ...(who.attached.phone === null ? {} : { phone: who.attached.phone }) };
  const { name, phone } = readTyped(who.text);
  const customer = name === '' && phone !== '' ? newCustomer(who.newId, who.other, phone) : newCustomer(who.newId, name, phone === '' ? who.other : phone);
  return customer === null ? null : { ...customer, ...zone };
}

const matchLimit = 6;

interface Props {
  who: WhoState;
  onChange(who: WhoState): void;
  autoFocus?: boolean;
  /** Nobody is no answer here. */
  required?: boolean;
  /** Something to know about who is attached. */
  warning?: string | null;
}

/** Name or phone digits: attaches a known customer or creates one, without leaving the field. */
export function CustomerField({ who, onChange, autoFocus = false, required = false, warning = null }: Props) {
  const desk = useDesk();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [active, setActive] = useState(-1);
  const [open, setOpen] = useState(false);
  const matches = who.attached !== null || who.text.trim().length < 2 ? [] : customersIn(desk.search(who.text.trim(), 20));
  const shown = open && matches.length > 0;

  const attach = (customer: CustomerRow) => {
    onChange({ ...who, text: customer.name, attached: customer });
    setOpen(false);
    setActive(-1);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = matches[active];
    if (event.key === 'ArrowDown' && matches.length > 0) {
      setOpen(true);
      setActive((active + 1) % matches.length);
    } else if (event.key === 'ArrowUp' && shown) setActive((active + matches.length) % (matches.length + 1) - 1);
    else if (event.key === 'Enter' && shown && chosen !== undefined) attach(chosen);
    else if (event.key === 'Escape' && shown) {
      setOpen(false);
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };

  const typed = readTyped(who.text);
  const askName = typed.name === '' && typed.phone !== '';
  return (
    <Field
      label={words.form.who}
      htmlFor={id}
      hint={
        <>
        <div className="who-hint">
          {who.attached !== null ? (
            <span>{[who.attached.phone, words.form.visits(who.attached.visits), who.attached.noShows === 0 ? null : words.details.noShows(who.attached.noShows)].filter((part) => part !== null).join(' · ')}</span>
          ) : who.text.trim() === '' ? (
            required ? null : <span>{words.walkInCustomer}</span>
          ) : (
            <>
              <span className="who-new">{askName ? words.form.newCustomerNeedsName : words.form.newCustomer(typed.name)}</span>
              {askName || typed.phone === '' ? (
                <input
                  className="input who-other"
                  type={askName ? 'text' : 'tel'}
                  aria-label={askName ? words.form.customerName : words.form.phone}
                  placeholder={askName ? words.form.customerName : words.form.phone}
                  maxLength={askName ? 200 : 40}
                  value={who.other}
                  onChange={(event) => onChange({ ...who, other: event.target.value })}
                />
              ) : (
                <span>{typed.phone}</span>
              )}
            </>
          )}
        </div>
        {warning === null ? null : (
          <p className="who-warning" role="status">
            {warning}
          </p>
        )}
        </>
      }
    >
      <div className="who">
        <input
          id={id}
          ref={field}
          className="input"
          role="combobox"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          autoComplete="off"
          maxLength={200}
          autoFocus={autoFocus}
          placeholder={required ? words.form.whoRequired : words.form.whoPlaceholder}
          value={who.text}
          onChange={(event) => {
            const { value } = event.target;
            onChange(value === '' ? nobody() : { ...who, text: value, attached: null });
            setOpen(true);
            setActive(-1);
          }}
          onBlur={() => setOpen(false)}
          onKeyDown={onKeyDown}
        />
        {who.text === '' ? null : (
          <IconButton
            label={words.form.detach}
            className="who-clear"
            // By keys the text is deleted; the next stop is the phone number.
            tabIndex={-1}
            onClick={() => {
              onChange(nobody());
              field.current?.focus();
            }}
          >
            <X size={16} />
          </IconButton>
        )}
        <div id={`${id}-list`} className="who-list popover" role="listbox" aria-label={words.form.matches(matches.length)} hidden={!shown}>
          {matches.map((customer, index) => (
            <button
              type="button"
              tabIndex={-1}
              key={customer.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === active}
              className="who-option"
              // The input keeps focus, or its blur would close the list before the click lands.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => attach(customer)}
            >
              <span>{customer.name}</span>
              <span className="who-option-detail">{[customer.phone, words.form.visits(customer.visits)].filter((part) => part !== null).join(' · ')}</span>
            </button>
          ))}
        </div>
        <span className="visually-hidden" role="status">
          {shown ? words.form.matches(matches.length) : ''}
        </span>
      </div>
    </Field>
  );
}

function customersIn(hits: readonly { customer: CustomerRow | null }[]): CustomerRow[] {
  const found = new Map<string, CustomerRow>();
  for (const { customer } of hits) if (customer !== null && found.size < matchLimit) found.set(customer.id, customer);
  return [...found.values()];
}
