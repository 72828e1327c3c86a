import { isSameWallClock } from '@holdfast/domain/time-zone';
import { Field } from '../components/field.tsx';
import { clockOf, placeOf, type Clock } from '../words/clock.ts';
import { words } from '../words/words.ts';
import './both-clocks.css';
import { useClock } from './desk-context.tsx';

interface Props {
  start: number;
  /** Left out: only the start is told. */
  end?: number;
  /** The customer's; null where nobody knows it. */
  zone: string | null | undefined;
}

/** A time here and on the customer's clock, where that shows something else; else nothing. */
export function BothClocks(props: Props) {
  const here = useClock();
  const theirs = theirClock(here, props);
  if (theirs === null) return null;
  return (
    <span className="both-clocks">
      <span className="one-clock">{ownClock(here, props)}</span> · <span className="one-clock">{theirs}</span>
    </span>
  );
}

/** The same as a line of a form, which says nothing else of when it is. */
export function BothClocksField(props: Props) {
  if (theirClock(useClock(), props) === null) return null;
  return (
    <Field label={words.form.when}>
      <BothClocks {...props} />
    </Field>
  );
}

/** Their clock alone, under a time of ours that stands there already. */
export function TheirClock(props: Props) {
  const text = theirClock(useClock(), props);
  if (text === null) return null;
  return (
    <>
      {' '}
      <span className="their-clock">{text}</span>
    </>
  );
}

/** The same of a place that is named beside it: `05:00 New York`. */
export function TheirTime(props: Props) {
  const text = theirTime(useClock(), props);
  if (text === null) return null;
  return (
    <>
      {' '}
      <span className="their-clock">{text}</span>
    </>
  );
}

/** Both as text, for what is copied or read out. */
export function bothClocks(here: Clock, props: Props): string | null {
  const theirs = theirClock(here, props);
  return theirs === null ? null : `${ownClock(here, props)} · ${theirs}`;
}

const ownClock = (here: Clock, { start, end }: Props): string => `${said(here, start, end)} ${placeOf(here.timeZone)}`;

/** `05:00 New York (customer)`, with their date where it is another than ours. */
export function theirClock(here: Clock, props: Props): string | null {
  const theirs = onTheirs(here, props);
  return theirs === null ? null : words.details.theirClock(theirs.time, theirs.place);
}

/** The same where it is plain whose clock it is: `05:00 New York`. */
export function theirTime(here: Clock, props: Props): string | null {
  const theirs = onTheirs(here, props);
  return theirs === null ? null : `${theirs.time} ${theirs.place}`;
}

/** A time of ours as it is written or read out to them: `Sat 21 Nov 10:00 London (05:00 New York)`; as it is where both clocks agree. */
export function toldOnBoth(here: Clock, ours: string, props: Props): string {
  const theirs = onTheirs(here, props);
  return theirs === null ? ours : words.details.toldOnBoth(ours, placeOf(here.timeZone), theirs.time, theirs.place);
}

const said = (clock: Clock, start: number, end = start): string => (end === start ? clock.time(start) : clock.range(start, end));

function onTheirs(here: Clock, { start, end = start, zone }: Props): { time: string; place: string } | null {
  if (zone == null || isSameWallClock([start, end], here.timeZone, zone)) return null;
  const there = clockOf(zone);
  const time = said(there, start, end);
  return { time: here.date(start) === there.date(start) ? time : `${there.date(start)} ${time}`, place: placeOf(zone) };
}
