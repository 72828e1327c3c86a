import type { ResourceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import type { Message } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { draftOfLateThere, lateThereOf, saidOfLateThere } from './late-there.ts';

const clock = clockOf('Europe/London');
const resources = [{ id: 'maria', name: 'Maria', kind: 'person' }, { id: 'jonas', name: 'Jonas', kind: 'person' }, { id: 'room', name: 'Room 1', kind: 'room' }] as ResourceRow[];
const at = (time: string, day = '21') => `2026-11-${day}T${time}:00.000Z`;
const opening = (start: string, ...resourceIds: string[]) => ({ start, end: start, resourceIds });
const late: Message['body'] = { before: at('17:00'), start: at('17:20'), lateResourceId: 'maria', lateAt: { locationName: 'Harbour' } };

const said = (body: Message['body']) => {
  const of = lateThereOf(body, clock, resources);
  return of === null ? null : saidOfLateThere(of);
};
const draft = (body: Message['body'], toName: string | null = 'Zoe') => {
  const of = lateThereOf(body, clock, resources);
  return of === null ? null : draftOfLateThere(of, { toName, body }, clock, resources);
};

test('only what is about somebody late from another location', () => {
  expect(lateThereOf({ before: at('17:00'), start: at('17:20'), lateResourceId: 'maria' }, clock, resources)).toBeNull();
});

test('who is late, from where, and by how much, on both clocks where they differ', () => {
  expect(said(late)).toBe('Maria comes late from Harbour: 17:00 cannot begin before 17:20.');
  expect(said({ ...late, customerTimeZone: 'America/New_York' })).toBe('Maria comes late from Harbour: 17:00 London (12:00 New York) cannot begin before 17:20 London (12:20 New York).');
  expect(said({ ...late, before: at('17:20'), start: at('17:00') })).toBe('Maria comes in time after all: it begins at 17:00 as booked, not at 17:20.');
});

test('what they are sent names people and other days, no rooms, and each time once', () => {
  const alternatives = [opening(at('17:00'), 'room', 'jonas'), opening(at('17:20'), 'maria'), opening(at('09:00', '22'), 'room'), opening(at('17:20'), 'room', 'maria')];
  expect(draft({ ...late, alternatives })).toBe(
    'Hello Zoe, Maria is running late today, sorry. Your booking at 17:00 cannot begin before 17:20. We could offer 17:00 with Jonas, 17:20 with Maria or Sun 22 Nov 09:00. Which suits you? We cannot hold it until we hear from you.',
  );
  expect(draft(late, null)).toBe('Hello Somebody, Maria is running late today, sorry. Your booking at 17:00 cannot begin before 17:20. If that does not suit you, please call us.');
  expect(draft({ ...late, before: at('17:20'), start: at('17:00') })).toBe('Hello Zoe, Maria comes in time after all. Your booking begins at 17:00, as booked.');
});
