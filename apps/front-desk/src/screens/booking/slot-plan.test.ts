import { overlaps } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { describe, expect, test } from 'vitest';
import { assign, conflictOf, nearestSlots, spanOf, walkInStart, type Floor } from './slot-plan.ts';

const at = (time: string, day = '2026-11-21'): number => Date.parse(`${day}T${time}:00Z`);
const location: LocationRow = {
  id: 'l', slug: 'l', name: 'L', timeZone: 'Europe/London', gridMinutes: 15,
  openingHours: { 6: [['09:00', '18:00']], 1: [['10:00', '16:00']] },
};
const resource = (id: string, kind: string, position: number): ResourceRow => ({ id, locationId: 'l', slug: id, name: id, kind, label: '', capacity: 1, position, archived: false });
const service = (needs: string[], cleanupMinutes = 0): ServiceRow => ({ id: 's', locationId: 'l', slug: 's', name: 'S', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes, needs, colour: 1, position: 1, archived: false });
const floor = (busy: Record<string, [string, string][]> = {}): Floor => ({
  location,
  resources: [resource('r1', 'room', 1), resource('r2', 'room', 2), resource('maria', 'person', 3)],
  busy: (id, within) => (busy[id] ?? []).map(([from, to]) => ({ start: at(from), end: at(to) })).filter((range) => overlaps(range, within)),
});
const room = service(['room']);
const lesson = service(['room', 'person']);

describe('which resources a booking gets', () => {
  test('the first free of each kind that is needed', () => {
    expect(assign(floor({ r1: [['10:30', '11:00']] }), lesson, spanOf(lesson, at('10:00')), [])).toEqual(['r2', 'maria']);
  });
  test('what somebody chose, or none', () => {
    expect(assign(floor(), room, spanOf(room, at('10:00')), ['r2'])).toEqual(['r2']);
    expect(assign(floor({ r2: [['10:30', '11:00']] }), room, spanOf(room, at('10:00')), ['r2'])).toBeNull();
  });
  test('cleanup counts', () => {
    const cleaned = service(['room'], 15);
    expect(assign(floor({ r1: [['11:00', '12:00']] }), cleaned, spanOf(cleaned, at('10:00')), [])).toEqual(['r2']);
  });
  test('any resource when there is no service', () => {
    expect(assign(floor({ r1: [['10:00', '11:00']] }), null, spanOf(null, at('10:00')), [])).toEqual(['r2']);
  });
});

describe('what stands in the way', () => {
  const why = (busy: Record<string, [string, string][]>, start: string, pins: (string | null)[] = []) => conflictOf(floor(busy), room, spanOf(room, at(start)), pins);
  test('nothing', () => expect(why({}, '10:00')).toBeNull());
  test('closing time', () => expect(why({}, '17:30')).toEqual({ kind: 'closed' }));
  test('whoever has the chosen room', () => {
    expect(why({ r1: [['10:30', '11:00']] }, '10:00', ['r1'])).toEqual({ kind: 'taken', resourceId: 'r1', during: { start: at('10:30'), end: at('11:00') } });
  });
  test('everybody together', () => {
    expect(why({ r1: [['10:30', '11:00']], r2: [['09:00', '18:00']] }, '10:00')).toEqual({ kind: 'nothing_free' });
  });
  test('a kind that is not there at all', () => {
    expect(conflictOf(floor(), service(['boat']), spanOf(room, at('10:00')), [])).toEqual({ kind: 'unsuitable' });
  });
  test('an end before the start', () => {
    expect(conflictOf(floor(), room, spanOf(room, at('10:00'), at('10:00')), [])).toEqual({ kind: 'times' });
  });
});

describe('nearest free times', () => {
  const near = (busy: Record<string, [string, string][]>, start: string, pins: (string | null)[], notBefore: string) =>
    nearestSlots(floor(busy), room, spanOf(room, at(start)), pins, at(notBefore), 3).map((slot) => [new Date(slot.start).toISOString().slice(11, 16), ...slot.resourceIds]);
  test('the same time elsewhere comes first', () => {
    expect(near({ r1: [['10:00', '11:00']] }, '10:00', ['r1'], '09:00')[0]).toEqual(['10:00', 'r2']);
  });
  test('never before now, never past closing', () => {
    expect(near({ r1: [['10:00', '17:30']], r2: [['10:00', '17:00']] }, '10:00', [], '10:00')).toEqual([['17:00', 'r2'], ]);
  });
});

describe('when a walk-in starts', () => {
  test('now, on the grid', () => expect(walkInStart(location, at('10:42'))).toEqual({ start: at('10:45'), closedNow: false }));
  test('at the next opening when closed, days later if need be', () => {
    expect(walkInStart(location, at('20:00'))).toEqual({ start: at('10:00', '2026-11-23'), closedNow: true });
  });
  test('never, where nothing opens for two weeks', () => expect(walkInStart({ ...location, openingHours: {} }, at('10:00'))).toBeNull());
});
