import { expect, test } from 'vitest';
import type { Rules } from '../../rules.ts';
import { askedOf, inOrder, readProblem, shownValue, withEntered, type RuleDraft } from './rule-draft.ts';

const defaults = { holdSeconds: { web: 300, desk: 600 }, alternativeSeconds: 60, squeezeRole: 'manager', waiveRole: 'manager', undoSeconds: 30, waitlist: 'in_order', waitlistLapses: 3, waitlistOfferSeconds: 900 };
const rules: Rules = {
  location: { id: 'l', slug: 'riverside', name: 'Riverside' },
  business: { now: { ...defaults, holdSeconds: { web: 240, desk: 600 } }, defaults },
  kinds: [], travel: [], people: [],
  resources: [{ id: 'r', slug: 'room-1', name: 'Room 1', kind: 'room', rules: { capacity: 1, squeezeLanes: 0, squeezePerDay: 0, oneClassAtATime: false } }],
  services: [{ id: 's', slug: 'scan', name: 'Scan', needs: ['room', 'scanner'], rules: { durationMinutes: 45, preparationMinutes: 0, cleanupMinutes: 15, kindBuffers: { scanner: { preparationMinutes: 0, cleanupMinutes: 20 } }, noShowFrom: null, noShowRequires: null, needs: { room: 1, scanner: 1 } } }],
};
const business = { of: 'business', subject: '' } as const;
const room = { of: 'resource', subject: 'r' } as const;
const scan = { of: 'service', subject: 's' } as const;
const entered = (subject: typeof business | typeof room | typeof scan, values: Record<string, string | null>, draft: RuleDraft = {}) => withEntered(rules, draft, subject, values);

test('shows what was entered, else what holds, and the service’s buffers where a kind has none of its own', () => {
  expect(shownValue(rules, {}, business, 'holdSeconds.web')).toBe('240');
  expect(shownValue(rules, entered(business, { 'holdSeconds.web': null }), business, 'holdSeconds.web')).toBe('300');
  expect(shownValue(rules, {}, scan, 'kindBuffers.scanner.cleanupMinutes')).toBe('20');
  expect(shownValue(rules, {}, scan, 'kindBuffers.room.cleanupMinutes')).toBe('15');
  expect(shownValue(rules, entered(scan, { cleanupMinutes: '10' }), scan, 'kindBuffers.room.cleanupMinutes')).toBe('10');
  expect(shownValue(rules, {}, scan, 'noShowFrom')).toBe('');
});

test('what is as it was is no change', () => {
  expect(entered(room, { capacity: '2' })).toEqual({ 'resource/r': { capacity: '2' } });
  expect(entered(room, { capacity: '1' }, entered(room, { capacity: '2' }))).toEqual({});
  expect(entered(business, { 'holdSeconds.desk': null })).toEqual({});
  expect(entered(business, { 'holdSeconds.web': null })).toEqual({ 'business/': { 'holdSeconds.web': null } });
  expect(entered(scan, { noShowFrom: null, noShowRequires: null }, entered(scan, { noShowFrom: '2', noShowRequires: 'deposit' }))).toEqual({});
});

test('asks for what was entered, and says what was looked at', () => {
  expect(askedOf(rules, entered(business, { 'holdSeconds.web': '120', undoSeconds: '20' }), business)).toEqual({
    ...business, change: { holdSeconds: { web: 120 }, undoSeconds: 20 }, expected: { holdSeconds: { web: 240 }, undoSeconds: 30 }, confirmed: false,
  });
  expect(askedOf(rules, entered(scan, { 'kindBuffers.room.cleanupMinutes': '5' }), scan)).toMatchObject({
    change: { kindBuffers: { room: { cleanupMinutes: 5 } } }, expected: { kindBuffers: { scanner: { cleanupMinutes: 20 } } },
  });
  // The server says what is wrong with it.
  expect(askedOf(rules, entered(room, { capacity: 'two' }), room, true)).toMatchObject({ change: { capacity: 'two' }, confirmed: true });
});

test('what is yes or no is asked for as that', () => {
  expect(shownValue(rules, {}, room, 'oneClassAtATime')).toBe('false');
  const apart = entered(room, { oneClassAtATime: 'true', capacity: '12' });
  expect(shownValue(rules, apart, room, 'oneClassAtATime')).toBe('true');
  expect(askedOf(rules, apart, room)).toEqual({ ...room, change: { oneClassAtATime: true, capacity: 12 }, expected: { oneClassAtATime: false, capacity: 1 }, confirmed: false });
  expect(entered(room, { oneClassAtATime: 'false', capacity: '1' }, apart)).toEqual({});
});

test('of kinds that are not named none is needed, and how many are asked for is said by kind', () => {
  expect(['room', 'person'].map((kind) => shownValue(rules, {}, scan, `needs.${kind}`))).toEqual(['1', '0']);
  const more = entered(scan, { 'needs.person': '2', 'needs.room': '1' });
  expect(more).toEqual({ 'service/s': { 'needs.person': '2' } });
  expect(askedOf(rules, more, scan)).toEqual({ ...scan, change: { needs: { person: 2 } }, expected: { needs: { room: 1, scanner: 1 } }, confirmed: false });
  expect(entered(scan, { 'needs.person': '0' }, more)).toEqual({});
});

test('nothing is kept around a kind that is needed no more', () => {
  const buffers = entered(scan, { 'kindBuffers.scanner.cleanupMinutes': '30', 'kindBuffers.room.cleanupMinutes': '5' });
  expect(entered(scan, { 'needs.scanner': '0' }, buffers)).toEqual({ 'service/s': { 'kindBuffers.room.cleanupMinutes': '5', 'needs.scanner': '0' } });
});

test('a service is made a class before its room takes no other', () => {
  const draft = entered(business, { undoSeconds: '20' }, entered(scan, { cleanupMinutes: '10' }, entered(room, { oneClassAtATime: 'true' })));
  expect(inOrder(draft).map(([key]) => key)).toEqual(['service/s', 'resource/r', 'business/']);
});

test('finds the rule that a sentence is about', () => {
  expect(readProblem('holdSeconds.web: Give at least 5 seconds.')).toEqual({ path: 'holdSeconds.web', text: 'Give at least 5 seconds.' });
  expect(readProblem('Somebody changed this in between: now capacity is 5.')).toEqual({ path: null, text: 'Somebody changed this in between: now capacity is 5.' });
});
