import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { at } from '../availability/test-catalogue.ts';
import { seriesScope, unseenAmong } from './series-scope.ts';
import { decidingOn, lesson } from './test-series.ts';

const lessons = [lesson(10, { version: 3 }), lesson(12), lesson(14, { version: 2 })];
const seen = (...versions: [string, number][]) => versions.map(([bookingId, version]) => ({ bookingId, version }));
const asSeen = seen(['l10', 3], ['l12', 1], ['l14', 2]);

async function said(args: Partial<CommandArgs<'cancel_series'>>, now = at(8)): Promise<string> {
  const asked = { seriesId: 's', bookingId: 'l12', scope: 'all' as const, ...args };
  const found = await seriesScope(decidingOn({ lessons, now }), asked);
  const answer = found.kind === 'scope' ? unseenAmong(found, found.bookings) : found;
  return answer === null ? 'goes on' : `${answer.reason}: ${answer.detail}`;
}

test('who says nothing of what they saw means what is there now', async () => {
  expect(await said({})).toBe('goes on');
});

test('the named booking, or all of them, as they were seen', async () => {
  expect(await said({ expectedVersion: 1, expectedVersions: asSeen })).toBe('goes on');
  expect(await said({ scope: 'following', expectedVersions: seen(['l12', 1], ['l14', 2]) })).toBe('goes on');
  expect(await said({ bookingId: 'l12', expectedVersion: 1 })).toBe('goes on');
  expect(await said({ scope: 'this', expectedVersions: asSeen })).toBe('goes on');
});

test.each<[string, Partial<CommandArgs<'cancel_series'>>, string]>([
  ['the named one changed', { expectedVersion: 2 }, `The booking at ${toWire(at(12))} has changed since: it is at version 1, not 2.`],
  ['another one changed', { expectedVersion: 1, expectedVersions: seen(['l10', 2], ['l12', 1], ['l14', 2]) }, `The booking at ${toWire(at(10))} has changed since: it is at version 3, not 2.`],
  ['one changed that is not meant', { scope: 'this', expectedVersions: seen(['l12', 1], ['l14', 1]) }, `The booking at ${toWire(at(14))} has changed since`],
  ['one comes along that was not seen', { expectedVersions: seen(['l12', 1], ['l14', 2]) }, `The booking at ${toWire(at(10))} would be changed too, and is none that you saw.`],
  ['nothing at all was seen', { expectedVersions: [] }, `The booking at ${toWire(at(10))} would be changed too`],
  ['one was seen that is not there', { expectedVersions: [...asSeen, ...seen(['l16', 1])] }, 'One of the bookings that you saw is none of the series.'],
])('refused when %s', async (_, args, detail) => {
  expect(await said(args)).toContain(`stale_version: ${detail}`);
});

test('what has begun meanwhile comes along with nobody, and was no mistake to see', async () => {
  expect(await said({ expectedVersions: asSeen }, at(11))).toBe('goes on');
  expect(await said({ expectedVersions: seen(['l12', 1], ['l14', 2]) }, at(11))).toBe('goes on');
});
