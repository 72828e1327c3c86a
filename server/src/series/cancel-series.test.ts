import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import { at } from '../availability/test-catalogue.ts';
import { cancelSeries } from './cancel-series.ts';
import { decidingOn, lesson, type SeriesInMemory } from './test-series.ts';

const lessons = [lesson(10), lesson(12, { version: 4 }), lesson(14)];
const cancel = (over: SeriesInMemory, scope: 'this' | 'following' | 'all', bookingId = 'l12', seriesId = 's') =>
  cancelSeries(decidingOn({ lessons, ...over }), { id: 'cancel', args: { seriesId, bookingId, scope } } as CommandOf<'cancel_series'>);

async function said(...asked: Parameters<typeof cancel>): Promise<string> {
  const answer = await cancel(...asked);
  if (answer.kind === 'refuse') return `${answer.reason}: ${answer.detail}`;
  if (answer.kind !== 'apply') return answer.kind;
  return `${answer.plan.bookings?.map(({ id }) => id).join()}${answer.plan.cancelSeries === 's' ? ', series over' : ''}`;
}

test('one of a series: its time goes back, and the series goes on', async () => {
  expect(await cancel({}, 'this')).toEqual({
    kind: 'apply',
    plan: {
      releaseOwners: [{ kind: 'booking', id: 'l12' }],
      bookings: [{ id: 'l12', expectedVersion: 4, columns: { status: 'cancelled' } }],
      outcome: { status: 'committed', seriesId: 's', bookingId: 'l12', reference: 'HF-L12', bookingVersion: 5 },
    },
  });
});

test('this and those after it, or all; the series is over when nothing more comes', async () => {
  expect(await said({}, 'following')).toBe('l12,l14');
  expect(await said({}, 'following', 'l10')).toBe('l10,l12,l14, series over');
  expect(await said({}, 'all', 'l14')).toBe('l10,l12,l14, series over');
  expect(await said({ lessons: [lesson(12)] }, 'this')).toBe('l12, series over');
  expect(await said({ now: at(11) }, 'following')).toBe('l12,l14, series over');
});

test('what begins at this very moment has begun, and what is not booked any more stays as it is', async () => {
  expect(await said({ now: at(10) }, 'all')).toBe('l12,l14, series over');
  expect(await said({ now: at(10) - 1 }, 'all')).toBe('l10,l12,l14, series over');
  expect(await said({ lessons: [lesson(10), lesson(12, { status: 'cancelled' }), lesson(14)] }, 'all')).toBe('l10,l14, series over');
});

test('the named one has begun: the others go, and it is not said to be cancelled', async () => {
  const answer = await cancel({ now: at(12.5) }, 'all');
  expect(answer).toMatchObject({ plan: { bookings: [{ id: 'l14' }] } });
  expect(answer).not.toHaveProperty('plan.outcome.bookingId');
});

test('two that begin together both follow; of those the named one always does', async () => {
  const twins = [lesson(10), lesson(12), lesson(12, { id: 'twin' }), lesson(14)];
  expect(await said({ lessons: twins }, 'following', 'twin')).toBe('l12,twin,l14');
  expect(await said({ lessons: twins }, 'this', 'twin')).toBe('twin');
});

test.each<[string, Parameters<typeof cancel>, string]>([
  ['there is no such series', [{}, 'all', 'l12', 'gone'], 'not_found: There is no such series at this location.'],
  ['it is none of them', [{}, 'all', 'gone'], 'not_found: This booking is none of the series.'],
  ['it is over', [{ lessons: [lesson(12, { status: 'arrived' })] }, 'this'], 'illegal_status: This booking is checked in: it cannot be cancelled with its series.'],
  ['nothing is still to come', [{ now: at(18) }, 'following'], 'illegal_status: Nothing of this series is still to come.'],
])('nothing is cancelled when %s', async (_, asked, answer) => {
  expect(await said(...asked)).toBe(answer);
});

test('what the asker did not see is not cancelled with what they did', async () => {
  const asked = (scope: 'this' | 'all') =>
    cancelSeries(decidingOn({ lessons }), { id: 'cancel', args: { seriesId: 's', bookingId: 'l12', scope, expectedVersions: [{ bookingId: 'l12', version: 4 }] } } as CommandOf<'cancel_series'>);
  expect(await asked('all')).toMatchObject({ kind: 'refuse', reason: 'stale_version' });
  expect(await asked('this')).toMatchObject({ kind: 'apply' });
});

test('the start that counts is the one they have now', async () => {
  const moved = [lesson(10, { start: toWire(at(16)), end: toWire(at(17)) }), lesson(12), lesson(14)];
  expect(await said({ lessons: moved }, 'following')).toBe('l10,l12,l14, series over');
});
