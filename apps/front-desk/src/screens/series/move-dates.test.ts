import { expect, test } from 'vitest';
import { moveDates, seenVersions } from './move-dates.ts';

const conflict = { start: '2026-12-02T13:00:00Z', end: '2026-12-02T14:30:00Z', resourceId: 'room-1', kind: 'booking' as const };

test('those that go and those that stay stand in the order of their dates', () => {
  const moved = ['2026-12-09', '2026-11-25'].map((day) => ({ bookingId: day, bookingVersion: 2, start: `${day}T14:00:00Z`, end: `${day}T15:00:00Z` }));
  const unmoved = [{
    bookingId: 'c', start: '2026-12-01T14:00:00Z', wanted: { start: '2026-12-02T14:00:00Z', end: '2026-12-02T15:00:00Z' }, reason: 'slot_taken' as const, conflicts: [conflict], alternatives: [],
  }];
  expect(moveDates({ status: 'possible', outcome: { moved, unmoved } })).toEqual([
    { key: '2026-11-25', to: '2026-11-25T14:00:00Z', squeezedIn: false, stays: null, isNews: false },
    { key: 'c', to: '2026-12-02T14:00:00Z', squeezedIn: false, stays: { at: '2026-12-01T14:00:00Z', reason: 'slot_taken', conflict, alternatives: [] }, isNews: false },
    { key: '2026-12-09', to: '2026-12-09T14:00:00Z', squeezedIn: false, stays: null, isNews: false },
  ]);
});

test('a server before this version says of those that stay why, but not when', () => {
  const unmoved = [{ bookingId: 'c', reason: 'slot_taken' as const, conflicts: [], alternatives: [] }];
  expect(moveDates({ status: 'possible', outcome: { unmoved } })).toMatchObject([{ to: null, stays: { at: null, reason: 'slot_taken' } }]);
});

test('where none can go, each says why it stays', () => {
  const occurrences = [{ occurrence: '2026-12-01T14:00:00Z', start: '2026-12-02T14:00:00Z', end: '2026-12-02T15:00:00Z', status: 'taken' as const, resourceIds: [], reason: 'outside_hours' as const }];
  expect(moveDates({ status: 'refused', reason: 'series_incomplete', detail: '', occurrences })).toMatchObject([
    { to: '2026-12-02T14:00:00Z', stays: { at: '2026-12-01T14:00:00Z', reason: 'outside_hours' } },
  ]);
  expect(moveDates({ status: 'refused', reason: 'slot_taken', detail: '' })).toEqual([]);
});

test('what was told of is asked for as it was seen, where the server says at which version it stays', () => {
  const moved = [{ bookingId: 'a', bookingVersion: 4, start: '2026-12-02T14:00:00Z', end: '2026-12-02T15:00:00Z' }];
  const stays = { bookingId: 'b', reason: 'slot_taken' as const, conflicts: [], alternatives: [] };
  expect(seenVersions({ status: 'possible', outcome: { moved, unmoved: [{ ...stays, bookingVersion: 2 }] } })).toEqual({
    expectedVersions: [{ bookingId: 'a', version: 3 }, { bookingId: 'b', version: 2 }],
  });
  expect(seenVersions({ status: 'possible', outcome: { moved, unmoved: [stays] } })).toBeNull();
  expect(seenVersions({ status: 'refused', reason: 'slot_taken', detail: '' })).toBeNull();
});

test('listed again, those are marked that are no longer as they were listed', () => {
  const moved = ['same', 'edited', 'joined'].map((bookingId, at) => ({ bookingId, bookingVersion: 3, start: `2026-12-0${at + 1}T10:00:00Z`, end: `2026-12-0${at + 1}T11:00:00Z` }));
  const before = [{ bookingId: 'same', version: 2 }, { bookingId: 'edited', version: 1 }];
  const news = (seen?: typeof before) => moveDates({ status: 'possible', outcome: { moved } }, seen).filter(({ isNews }) => isNews).map(({ key }) => key);
  expect(news(before)).toEqual(['edited', 'joined']);
  expect(news()).toEqual([]);
});
