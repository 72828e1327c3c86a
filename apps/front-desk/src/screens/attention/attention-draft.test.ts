import { expect, test } from 'vitest';
import type { AttentionCard } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { draftOf } from './attention-draft.ts';

const clock = clockOf('Europe/London');
const day = `${new Date().getUTCFullYear()}-11-24`;
const at = (time: string) => Date.parse(`${day}T${time}Z`);
const date = clock.date(at('12:00'));
const tom = { id: 'c', name: 'Tom Adler', phone: null };
const card = (over: Partial<Pick<AttentionCard, 'customer' | 'wanted'>> = {}) => ({
  wanted: { bookingId: null, title: 'Tom Adler', start: at('11:00'), end: at('12:00'), resourceIds: [], serviceId: null },
  customer: tom,
  outcome: { status: 'refused' as const, version: 1, reason: 'slot_taken' as const, detail: '', conflicts: [], alternatives: [{ start: new Date(at('14:00')).toISOString(), end: new Date(at('15:00')).toISOString(), resourceIds: [] }] },
  ...over,
});

test('a message to who was refused says the dates: it may be read on another day', () => {
  expect(draftOf(card(), 'Room 5', clock)).toBe(`Hello Tom Adler, ${date} 11:00–12:00 Room 5 is no longer free, sorry. We can offer ${date} 14:00. Which suits you?`);
});

test('to who lives by another clock every time stands on theirs too, with their date where it is another', () => {
  const there = clockOf('Pacific/Auckland');
  const [wanted, offer] = [there.date(at('11:00')), there.date(at('14:00'))];
  expect(draftOf(card({ customer: { ...tom, timeZone: 'Pacific/Auckland' } }), 'Room 5', clock)).toBe(
    `Hello Tom Adler, ${date} 11:00–12:00 London (${wanted} 00:00–01:00 Auckland) Room 5 is no longer free, sorry. We can offer ${date} 14:00 London (${offer} 03:00 Auckland). Which suits you?`,
  );
});

test('without a time nothing is said of one', () => {
  const { wanted } = card();
  expect(draftOf(card({ wanted: { ...wanted, start: null, end: null } }), '', clock)).toBe('Hello Tom Adler, we could not make the change to your booking. May we call you?');
});
