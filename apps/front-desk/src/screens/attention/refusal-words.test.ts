import { refusalReasons } from '@holdfast/protocol/refusal-reasons';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { ResourceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { clockOf } from '../../words/clock.ts';
import { refusalSentence, refusalTitle, whyRefused } from './refusal-words.ts';

const clock = clockOf('Europe/London');
const resources: ResourceRow[] = [{ id: 'r3', locationId: 'l', slug: 'r3', name: 'Room 3', kind: 'room', label: '', capacity: 1, position: 1, archived: false }];
const refused = (over: Partial<Refused>): Refused => ({ status: 'refused', version: 1, reason: 'slot_taken', detail: 'x', conflicts: [], alternatives: [], ...over });

test.each(refusalReasons)('%s is a sentence for people', (reason) => {
  const sentence = refusalSentence(reason, { where: 'Room 3', range: '17:00–18:00', held: false });
  expect(sentence).toMatch(/^[A-Z].*\.$/);
  expect(sentence).not.toContain('_');
  expect(sentence).not.toMatch(/error|invalid/i);
});

test('it names what occupies the time, where it is known', () => {
  const conflict = { start: '2026-11-21T17:00:00Z', end: '2026-11-21T18:00:00Z', resourceId: 'r3', kind: 'booking' as const };
  expect(whyRefused(refused({ conflicts: [conflict] }), ['r3'], resources, clock)).toBe('Room 3 is taken 17:00–18:00.');
  expect(whyRefused(refused({ conflicts: [{ ...conflict, kind: 'hold' }] }), ['r3'], resources, clock)).toBe('Room 3 is held for someone else 17:00–18:00.');
  expect(whyRefused(refused({}), ['r3'], resources, clock)).toBe('Room 3 was taken before this arrived.');
  expect(whyRefused(refused({}), [], resources, clock)).toBe('The place was taken before this arrived.');
});

test('a reason from a newer server is still readable', () => {
  expect(refusalTitle('moon_too_bright')).toBe('moon too bright');
});
