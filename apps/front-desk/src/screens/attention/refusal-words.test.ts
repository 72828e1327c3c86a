import { refusalReasons } from '@holdfast/protocol/refusal-reasons';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { clockOf } from '../../words/clock.ts';
import { refusalSentence, refusalTitle, whyRefused } from './refusal-words.ts';

const clock = clockOf('Europe/London');
const resources: ResourceRow[] = [{ id: 'r3', locationId: 'l', slug: 'r3', name: 'Room 3', kind: 'room', label: '', capacity: 1, position: 1, archived: false }];
const location: LocationRow = { id: 'l', slug: 'l', name: 'Riverside', timeZone: 'Europe/London', gridMinutes: 15, openingHours: { 6: [['09:00', '18:00']] }, exceptions: [{ date: '2026-12-26', hours: [], reason: 'Boxing Day' }] };
const refused = (over: Partial<Refused>): Refused => ({ status: 'refused', version: 1, reason: 'slot_taken', detail: 'x', conflicts: [], alternatives: [], ...over });

test.each(refusalReasons)('%s is a sentence for people', (reason) => {
  const sentence = refusalSentence(reason, { where: 'Room 3', range: '17:00–18:00', held: false });
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(sentence).not.toContain('_');
  expect(sentence).not.toMatch(/error|invalid/i);
});

const why = (over: Partial<Refused>, resourceIds: string[], [start, end] = ['2026-11-21T17:00:00Z', '2026-11-21T18:00:00Z'], rooms = resources) =>
  whyRefused({ outcome: refused(over), wanted: { bookingId: null, title: '', start: Date.parse(start ?? ''), end: Date.parse(end ?? ''), resourceIds, serviceId: null } }, { location, resources: rooms }, clock);

test('it names what occupies the time, where it is known', () => {
  const conflict = { start: '2026-11-21T17:00:00Z', end: '2026-11-21T18:00:00Z', resourceId: 'r3', kind: 'booking' as const };
  expect(why({ conflicts: [conflict] }, ['r3'])).toBe('Room 3 is taken 17:00–18:00.');
  expect(why({ conflicts: [{ ...conflict, kind: 'hold' }] }, ['r3'])).toBe('Room 3 is held for someone else 17:00–18:00.');
  expect(why({}, ['r3'])).toBe('Room 3 was taken before this arrived.');
  expect(why({}, [])).toBe('The place was taken before this arrived.');
});

test.each(['stale_version', 'illegal_status'] as const)('%s of a series is said of its dates, not of one booking', (reason) => {
  const wanted = { bookingId: null, title: '', start: null, end: null, resourceIds: [], serviceId: null };
  const said = (ofSeries: boolean) => whyRefused({ outcome: refused({ reason }), wanted, ofSeries }, { location, resources }, clock);
  expect(said(true)).toMatch(/these dates/i);
  expect(said(true)).not.toContain('booking');
  expect(said(false)).toContain('booking');
});

test('what was needed and not asked for by name is named when it is one; several are left to the list', () => {
  const rooms = [1, 2, 3].map((n): ResourceRow => ({ ...resources[0]!, id: `r${n}`, name: `Room ${n}` }));
  const conflict = { start: '2026-11-21T17:15:00Z', end: '2026-11-21T18:00:00Z', resourceId: 'r2', kind: 'booking' as const };
  expect(why({ conflicts: [conflict, { ...conflict, kind: 'hold' }] }, ['r1'], undefined, rooms)).toBe('Room 2 is taken 17:15–18:00.');
  expect(why({ conflicts: [{ ...conflict, kind: 'block' }] }, ['r1'], undefined, rooms)).toBe('Room 2 is blocked 17:15–18:00.');
  expect(why({ conflicts: [conflict, { ...conflict, resourceId: 'r3' }] }, ['r1'], undefined, rooms)).toBe('Nothing suitable is free at 17:00–18:00.');
  expect(why({ conflicts: [{ ...conflict, resourceId: 'r1' }, conflict] }, ['r1'], undefined, rooms)).toBe('Room 1 is taken 17:15–18:00.');
});

test('a reason from a newer server is still readable', () => {
  expect(refusalTitle('tide_too_high')).toBe('tide too high');
});

test('closed hours say whose, and why where somebody said', () => {
  const outside = { reason: 'outside_hours' as const };
  expect(why(outside, ['r3'], ['2026-11-21T17:30:00Z', '2026-11-21T18:30:00Z'])).toBe('Riverside is closed for part of 17:30–18:30.');
  expect(why(outside, ['r3'], ['2026-12-26T10:00:00Z', '2026-12-26T11:00:00Z'])).toBe('Riverside is closed for part of 10:00–11:00 (Boxing Day).');
  const away = resources.map((each) => ({ ...each, exceptions: [{ date: '2026-11-21', hours: [] }] }));
  expect(why(outside, ['r3'], undefined, away)).toBe('Room 3 is off for part of 17:00–18:00.');
  // Hours may have changed since: then it is said in general.
  expect(why(outside, ['r3'])).toBe('The location is closed for part of that time.');
});
