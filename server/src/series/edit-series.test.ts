import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs, CommandOf } from '@holdfast/protocol/commands';
import { at, catalogueOf, hourService, resource } from '../availability/test-catalogue.ts';
import { editSeries } from './edit-series.ts';
import { decidingOn, lesson, type SeriesInMemory } from './test-series.ts';

const lessons = [lesson(10), lesson(12, { version: 4 }), lesson(14)];
const edit = (over: SeriesInMemory, args: Partial<CommandArgs<'edit_series'>>) =>
  editSeries(decidingOn({ lessons, ...over }), {
    channel: 'desk', args: { seriesId: 's', bookingId: 'l12', scope: 'all', ...args },
  } as CommandOf<'edit_series'>);

/** Of each of the scope what was decided: its new notes, or what it keeps. */
async function said(...asked: Parameters<typeof edit>): Promise<string> {
  const answer = await edit(...asked);
  if (answer.kind === 'refuse') return `${answer.reason}: ${answer.detail}`;
  if (answer.kind !== 'apply') return answer.kind;
  const written = new Map(answer.plan.bookings?.map(({ id, columns }) => [id, Object.entries(columns).map(([name, value]) => `${name} ${value}`)]));
  return (answer.plan.outcome.edited ?? [])
    .map(({ bookingId, keeps = [] }) => [bookingId, ...(written.get(bookingId) ?? []), ...keeps.map((field) => `keeps ${field}`)].join(' '))
    .join(', ');
}

test('this one alone is edited like any booking, and the answer names the series', async () => {
  expect(await edit({}, { scope: 'this', notes: 'Bring a torch' })).toEqual({
    kind: 'apply',
    plan: {
      bookings: [{ id: 'l12', expectedVersion: 4, columns: { notes: 'Bring a torch' } }],
      outcome: {
        status: 'committed', seriesId: 's', bookingId: 'l12', reference: 'HF-L12', bookingVersion: 5,
        edited: [{ bookingId: 'l12', bookingVersion: 5, start: toWire(at(12)) }],
      },
    },
  });
});

test('this and those after it, or all that are still to come', async () => {
  expect(await said({}, { scope: 'following', notes: 'x' })).toBe('l12 notes x, l14 notes x');
  expect(await said({}, { notes: 'x', title: 'y' })).toBe('l10 title y notes x, l12 title y notes x, l14 title y notes x');
  expect(await said({ now: at(10) }, { notes: 'x' })).toBe('l12 notes x, l14 notes x');
  expect(await said({ lessons: [lesson(10, { status: 'cancelled' }), lesson(12), lesson(14, { status: 'arrived' })] }, { notes: 'x' })).toBe('l12 notes x');
});

const ownNotes = [lesson(10, { notes: 'Cake' }), lesson(12), lesson(14)];
const givenAlone = [{ bookingId: 'l10', fields: ['notes' as const] }];

test('what one was given on its own stays, and what else is asked for it gets', async () => {
  expect(await said({ lessons: ownNotes, givenAlone }, { notes: 'x' })).toBe('l10 keeps notes, l12 notes x, l14 notes x');
  expect(await said({ lessons: ownNotes, givenAlone }, { notes: 'x', title: 'y' })).toBe('l10 title y keeps notes, l12 title y notes x, l14 title y notes x');
  const answer = await edit({ lessons: ownNotes, givenAlone }, { notes: 'x' });
  expect(answer).toMatchObject({ plan: { bookings: [{ id: 'l12' }, { id: 'l14' }], outcome: { edited: [{ bookingId: 'l10', bookingVersion: 1 }, { bookingVersion: 2 }, { bookingVersion: 2 }] } } });
});

test('the named one goes before the others, also where it was given something on its own', async () => {
  expect(await said({ lessons: ownNotes, givenAlone }, { bookingId: 'l10', notes: 'x' })).toBe('l10 notes x, l12 notes x, l14 notes x');
});

test('what was given one by one to all of them alike is the series’ by now, and what differs otherwise is nobody’s own', async () => {
  const alike = [lesson(10, { notes: 'Cake' }), lesson(12, { notes: 'Cake' }), lesson(14, { notes: 'Tea' })];
  // Not asked for: nobody has it otherwise than the named one, but for whom the record speaks.
  expect(await said({ lessons: alike.slice(0, 2) }, { notes: 'x' })).toBe('l10 notes x, l12 notes x');
  expect(await said({ lessons: alike, givenAlone: [...givenAlone, { bookingId: 'l12', fields: ['notes' as const] }] }, { notes: 'x' })).toBe('l10 notes x, l12 notes x, l14 notes x');
});

test('one that was given to somebody else stays theirs; the others go to another customer', async () => {
  const [ana, ben, eve] = ['a', 'b', 'e'].map((id) => ({ id, name: id.toUpperCase(), phone: '1' }));
  const theirs = [lesson(10, { customerId: 'b' }), lesson(12, { customerId: 'a' }), lesson(14, { customerId: 'a' })];
  const asked = { lessons: theirs, givenAlone: [{ bookingId: 'l10', fields: ['customer' as const] }] };
  expect(await said(asked, { customer: eve })).toBe('l10 keeps customer, l12 customer_id e waived null, l14 customer_id e waived null');
  expect(await edit(asked, { customer: eve })).toMatchObject({ plan: { customer: { id: 'e', correct: false } } });
  expect(await edit(asked, { customer: ana, corrects: ['phone'] })).toMatchObject({ plan: { customer: { id: 'a', correct: true, corrects: ['phone'] } } });
  expect(await said({ lessons: theirs }, { customer: ben })).toBe('l10 customer_id b, l12 customer_id b waived null, l14 customer_id b waived null');
  expect(await said({ lessons: theirs }, { customer: null })).toBe('l10 customer_id null waived null, l12 customer_id null waived null, l14 customer_id null waived null');
});

test('for another customer it asks what their missed bookings ask, and says on each where it was paid', async () => {
  const catalogue = catalogueOf([resource(1)], { services: [{ ...hourService, noShowPolicy: noShowPolicy(1, 'deposit') }] });
  const lena = { customer: { id: 'lena', name: 'Lena' } };
  const theirs = { catalogue, noShows: { lena: 1 } };
  expect(await said(theirs, lena)).toContain('deposit_required');
  expect(await said({ ...theirs, lessons: lessons.map((one) => ({ ...one, customerId: 'lena' })) }, lena)).not.toContain('deposit_required');
  expect(await said(theirs, { ...lena, depositReference: 'Till 3' })).toMatch(/^l10 .*deposit_reference Till 3.*, l12 .*deposit_reference Till 3.*, l14 .*deposit_reference Till 3/);
  expect(await said(theirs, { depositReference: 'Till 3' })).toBe('l10 deposit_reference Till 3, l12 deposit_reference Till 3, l14 deposit_reference Till 3');
});

test('who was moved on their own is edited with the others: where it takes place does not matter', async () => {
  const moved = [lesson(10, { start: toWire(at(16)), end: toWire(at(17)) }), lesson(12), lesson(14)];
  expect(await said({ lessons: moved }, { scope: 'following', notes: 'x' })).toBe('l10 notes x, l12 notes x, l14 notes x');
});

test.each<[string, Parameters<typeof edit>, string]>([
  ['there is no such series', [{}, { seriesId: 'gone', notes: 'x' }], 'not_found: There is no such series at this location.'],
  ['it is none of them', [{}, { bookingId: 'gone', notes: 'x' }], 'not_found: This booking is none of the series.'],
  ['the named one has begun', [{ now: at(12) }, { notes: 'x' }], 'illegal_status: This booking has begun: name one that is still to come.'],
  ['the named one is cancelled', [{ lessons: [lesson(12, { status: 'cancelled' }), lesson(14)] }, { notes: 'x' }], 'illegal_status: This booking is cancelled: name one that is still to come.'],
  ['a rule is set aside by who may not', [{}, { notes: 'x', waive: { rules: ['no_shows'], reason: 'Regular' } }], 'policy_forbids: '],
])('nothing is edited when %s', async (_, asked, answer) => {
  expect(await said(...asked)).toContain(answer);
});
