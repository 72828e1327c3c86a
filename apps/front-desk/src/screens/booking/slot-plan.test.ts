import { overlaps } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { describe, expect, test } from 'vitest';
import type { Occupation } from '../../occupation.ts';
import { assign, conflictOf, freePlaces, nearestSlots, offHoursAssigned, spanOf, squeezeInFor, walkInStart, type Floor, type Wish } from './slot-plan.ts';

const at = (time: string, day = '2026-11-21'): number => Date.parse(`${day}T${time}:00Z`);
const location: LocationRow = {
  id: 'l', slug: 'l', name: 'L', timeZone: 'Europe/London', gridMinutes: 15,
  openingHours: { 6: [['09:00', '18:00']], 1: [['10:00', '16:00']] },
};
const resource = (id: string, kind: string, position: number): ResourceRow => ({ id, locationId: 'l', slug: id, name: id, kind, label: '', capacity: 1, position, archived: false });
const service = (needs: string[], cleanupMinutes = 0): ServiceRow => ({ id: 's', locationId: 'l', slug: 's', name: 'S', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes, needs, colour: 1, position: 1, archived: false });
type Busy = Record<string, [from: string, to: string, of?: Partial<Occupation>][]>;
const floor = (busy: Busy = {}, over: Partial<Floor> = {}): Floor => ({
  location,
  resources: [resource('r1', 'room', 1), resource('r2', 'room', 2), resource('maria', 'person', 3)],
  services: [],
  busy: (resourceId, within) =>
    (busy[resourceId] ?? [])
      .map(([from, to, of], index): Occupation => ({ start: at(from), end: at(to), resourceId, itemId: `${resourceId}${index}`, kind: 'booking', lanes: 1, beyond: 0, classKey: null, ...of }))
      .filter((range) => overlaps(range, within)),
  ...over,
});
const room = service(['room']);
const lesson = service(['room', 'person']);
const wish = (of: ServiceRow | null, from: string, over: Partial<Wish> = {}): Wish => ({ ...spanOf(of, at(from)), service: of, pins: [], partySize: 1, ...over });

describe('which resources a booking gets', () => {
  test('the first free of each kind that is needed', () => {
    expect(assign(floor({ r1: [['10:30', '11:00']] }), wish(lesson, '10:00'))).toEqual(['r2', 'maria']);
  });
  test('what somebody chose, or none', () => {
    expect(assign(floor(), wish(room, '10:00', { pins: ['r2'] }))).toEqual(['r2']);
    expect(assign(floor({ r2: [['10:30', '11:00']] }), wish(room, '10:00', { pins: ['r2'] }))).toBeNull();
  });
  test('cleanup counts, and so do a kind’s own cleanup and its minimum gap', () => {
    const busy: Busy = { r1: [['11:00', '12:00']], maria: [['11:00', '12:00']] };
    expect(assign(floor(busy), wish(service(['room'], 15), '10:00'))).toEqual(['r2']);
    expect(assign(floor({ maria: [['11:00', '12:00']] }), wish({ ...lesson, cleanupMinutes: 15, kindBuffers: { person: { preparationMinutes: 0, cleanupMinutes: 0 } } }, '10:00'))).toEqual(['r1', 'maria']);
    expect(assign(floor(busy, { location: { ...location, kinds: { room: { minimumGapMinutes: 10 } } } }), wish(room, '10:00'))).toEqual(['r2']);
  });
  test('any resource when there is no service', () => {
    expect(assign(floor({ r1: [['10:00', '11:00']] }), wish(null, '10:00'))).toEqual(['r2']);
    expect(assign(floor({ r1: [['10:00', '11:00']] }), wish(null, '10:00', { pins: ['r1'] }))).toBeNull();
  });
  test('nobody who is off', () => {
    const resources = [{ ...resource('ana', 'person', 1), hours: { 6: [['12:00', '18:00']] as [string, string][] } }, resource('ben', 'person', 2)];
    expect(assign(floor({}, { resources }), wish(service(['person']), '10:00'))).toEqual(['ben']);
  });
});

describe('what there is outside the hours', () => {
  const off = (id: string) => ({ ...resource(id, 'person', 1), hours: { 6: [['12:00', '18:00']] as [string, string][] } });
  test('whatever is not taken, of the house and of who is off', () => {
    expect(offHoursAssigned(floor({ r1: [['18:00', '19:00']] }), wish(lesson, '18:00'))).toEqual({ resourceIds: ['r2', 'maria'], leavesGap: false });
    expect(offHoursAssigned(floor({}, { resources: [off('ana')] }), wish(service(['person']), '10:00'))).toEqual({ resourceIds: ['ana'], leavesGap: false });
  });
  test('nothing where it is taken', () => {
    expect(offHoursAssigned(floor({ r1: [['18:00', '19:00']] }), wish(room, '18:00', { pins: ['r1'] }))).toBeNull();
    expect(offHoursAssigned(floor({ maria: [['18:30', '19:00']] }), wish(lesson, '18:00'))).toBeNull();
  });
  test('with the remainder said that it leaves within them', () => {
    const strict = { location: { ...location, kinds: { room: { shortestSellableMinutes: 60 } } }, services: [room], resources: [resource('r1', 'room', 1)] };
    const withAna = { ...strict, services: [lesson], resources: [resource('r1', 'room', 1), off('ana')] };
    expect(offHoursAssigned(floor({ r1: [['09:00', '10:00']] }, withAna), wish(lesson, '10:30'))).toEqual({ resourceIds: ['r1', 'ana'], leavesGap: true });
    // What lies outside is not sold anyway, and nearer to closing nothing could begin.
    expect(offHoursAssigned(floor({ r1: [['18:00', '18:45']] }, strict), wish(room, '19:00'))).toEqual({ resourceIds: ['r1'], leavesGap: false });
  });
  test('who is there anyway before who would have to stay, of kinds of which nobody was chosen', () => {
    const resources = [off('ana'), resource('ben', 'person', 2), { ...resource('r1', 'room', 1), hours: {} }, { ...resource('r2', 'room', 2), hours: {} }];
    expect(offHoursAssigned(floor({}, { resources }), wish(lesson, '10:00'))).toEqual({ resourceIds: ['r1', 'ben'], leavesGap: false });
    expect(offHoursAssigned(floor({}, { resources }), wish(lesson, '10:00', { pins: [null, 'ana'] }))).toEqual({ resourceIds: ['r1', 'ana'], leavesGap: false });
  });
});

describe('what stands in the way', () => {
  const why = (busy: Busy, from: string, over: Partial<Wish> = {}, of: Partial<Floor> = {}) => conflictOf(floor(busy, of), wish(room, from, over));
  const hall = { ...resource('hall', 'room', 1), capacity: 12 };
  test('nothing', () => expect(why({}, '10:00')).toBeNull());
  test('closing time, and a day that is closed by exception', () => {
    expect(why({}, '17:30')).toEqual({ kind: 'closed' });
    expect(why({}, '10:00', {}, { location: { ...location, exceptions: [{ date: '2026-11-21', hours: [] }] } })).toEqual({ kind: 'closed' });
  });
  test('whoever has the chosen room', () => {
    expect(why({ r1: [['10:30', '11:00']] }, '10:00', { pins: ['r1'] })).toMatchObject({ kind: 'taken', resourceId: 'r1', during: { start: at('10:30'), end: at('11:00') } });
  });
  test('the shift of the chosen person, or everybody’s', () => {
    const resources = [{ ...resource('ana', 'room', 1), exceptions: [{ date: '2026-11-21', hours: [] }] }];
    expect(why({}, '10:00', { pins: ['ana'] }, { resources })).toEqual({ kind: 'away', resourceId: 'ana' });
    expect(why({}, '10:00', {}, { resources })).toEqual({ kind: 'nobody_there' });
  });
  test('everybody together', () => {
    expect(why({ r1: [['10:30', '11:00']], r2: [['09:00', '18:00']] }, '10:00')).toEqual({ kind: 'nothing_free' });
  });
  test('what is there once, though nobody chose it', () => {
    const maria: Busy = { maria: [['10:30', '11:30']] };
    expect(conflictOf(floor(maria), wish(lesson, '10:00'))).toMatchObject({ kind: 'taken', resourceId: 'maria', during: { start: at('10:30'), end: at('11:30') } });
    expect(conflictOf(floor(maria), wish(lesson, '10:00', { pins: ['r1', null] }))).toMatchObject({ kind: 'taken', resourceId: 'maria' });
    const full: Busy = { r1: [['10:00', '11:00']], r2: [['10:00', '11:00']] };
    expect(conflictOf(floor(full), wish(lesson, '10:00'))).toEqual({ kind: 'nothing_free' });
    expect(conflictOf(floor({ ...full, ...maria }), wish(lesson, '10:00'))).toMatchObject({ kind: 'taken', resourceId: 'maria' });
  });
  test('too few places for the party, or a party that never fits', () => {
    const busy: Busy = { hall: [['10:00', '11:00', { lanes: 9 }]] };
    expect(why(busy, '10:00', { pins: ['hall'], partySize: 3 }, { resources: [hall] })).toBeNull();
    expect(why(busy, '10:00', { pins: ['hall'], partySize: 4 }, { resources: [hall] })).toEqual({ kind: 'full', resourceId: 'hall', free: 3 });
    expect(why({}, '10:00', { partySize: 13 }, { resources: [hall] })).toEqual({ kind: 'too_many', resourceId: 'hall' });
    expect(freePlaces(floor(busy, { resources: [hall] }), hall, wish(room, '10:00'))).toBe(3);
  });
  test('a block takes a room with many places whole', () => {
    expect(why({ hall: [['10:00', '11:00', { kind: 'block', lanes: 'all' }]] }, '10:00', { pins: ['hall'] }, { resources: [hall] })).toMatchObject({ kind: 'taken', resourceId: 'hall' });
  });
  test('not somebody squeezed in beyond the capacity', () => {
    expect(why({ r1: [['10:00', '11:00', { beyond: 1 }]] }, '10:00', { pins: ['r1'] })).toBeNull();
  });
  test('a remainder that nobody could book', () => {
    const kinds = { room: { shortestSellableMinutes: 30 } };
    const busy: Busy = { r1: [['11:15', '12:00']], r2: [['09:00', '18:00']] };
    expect(why(busy, '10:00', {}, { location: { ...location, kinds } })).toEqual({
      kind: 'gap', remainder: { resourceId: 'r1', side: 'after', start: at('11:00'), end: at('11:15'), aroundMs: 0 },
    });
    expect(why(busy, '10:15', {}, { location: { ...location, kinds } })).toBeNull();
  });
  test('a remainder that has no room for what is kept around another booking', () => {
    const kinds = { room: { shortestSellableMinutes: 60, minimumGapMinutes: 10 } };
    const after = (from: string, services: ServiceRow[]) => why({ r1: [['09:00', '10:00']], r2: [['09:00', '18:00']] }, from, {}, { location: { ...location, kinds }, services });
    expect(after('11:00', [])).toEqual({ kind: 'gap', remainder: { resourceId: 'r1', side: 'before', start: at('10:00'), end: at('11:00'), aroundMs: 600_000 } });
    expect(after('11:15', [])).toBeNull();
    expect(after('11:15', [service(['room'], 20)])).toMatchObject({ kind: 'gap' });
    expect(after('11:30', [service(['room'], 20)])).toBeNull();
  });
  test('a kind that is not there at all', () => {
    expect(conflictOf(floor(), wish(service(['boat']), '10:00'))).toEqual({ kind: 'unsuitable' });
  });
  test('an end before the start', () => {
    expect(why({}, '10:00', { end: at('10:00') })).toEqual({ kind: 'times' });
  });
});

describe('where classes are kept apart', () => {
  const many = (id: string, kind: string, position: number) => ({ ...resource(id, kind, position), capacity: 12, oneClassAtATime: true });
  const [studio, attic, ines, ben] = [many('studio', 'room', 1), many('attic', 'room', 2), many('ines', 'person', 3), many('ben', 'person', 4)];
  const yoga = { ...lesson, id: 'yoga', isClass: true };
  const ofClass = { classKey: `yoga ${at('10:00')} ${at('11:00')} ines studio` };
  const guest: Busy[string] = [['10:00', '11:00', ofClass]];
  const inClass: Busy = { studio: guest, ines: guest };
  const alone: Busy = { ines: [['10:00', '11:00', { classKey: 'booking' }]] };
  const why = (busy: Busy, of: ServiceRow, from: string, over: Partial<Wish> = {}, resources = [studio, ines]) => conflictOf(floor(busy, { resources }), wish(of, from, over));
  const takenBy = (resourceId: string) => ({ kind: 'taken', resourceId, during: { start: at('10:00'), end: at('11:00') } });

  test('the next place of a class is free, with or without a choice', () => {
    expect(why(inClass, yoga, '10:00')).toBeNull();
    expect(why(inClass, yoga, '10:00', { pins: ['studio', 'ines'], partySize: 11 })).toBeNull();
    expect(freePlaces(floor(inClass, { resources: [studio, ines] }), ines, wish(yoga, '10:00'))).toBe(11);
  });
  test('a class that takes place is filled before another is begun', () => {
    expect(assign(floor(inClass, { resources: [attic, studio, ben, ines] }), wish(yoga, '10:00'))).toEqual(['studio', 'ines']);
  });
  test('a full class is full', () => {
    const full: Busy[string] = [['10:00', '11:00', { ...ofClass, lanes: 12 }]];
    expect(why({ studio: full, ines: full }, yoga, '10:00', { pins: ['studio', 'ines'] })).toEqual({ kind: 'full', resourceId: 'studio', free: 0 });
  });
  test('whoever would be there with others is told that it is taken, not that it is full', () => {
    expect(why(inClass, lesson, '10:30', { pins: [null, 'ines'] })).toMatchObject(takenBy('ines'));
    expect(why(inClass, lesson, '10:30')).toMatchObject(takenBy('studio'));
    expect(why(inClass, yoga, '10:15', { pins: [null, 'ines'] })).toMatchObject(takenBy('ines'));
    expect(why(inClass, { ...yoga, id: 'pilates' }, '10:00', { pins: [null, 'ines'] })).toMatchObject(takenBy('ines'));
    expect(freePlaces(floor(inClass, { resources: [ines] }), ines, wish(lesson, '10:00'))).toBe(0);
    expect(why(inClass, yoga, '11:00')).toBeNull();
  });
  test('a lesson is for one alone', () => {
    expect(why(alone, lesson, '10:00', { pins: [null, 'ines'] })).toMatchObject(takenBy('ines'));
    expect(why(alone, yoga, '10:00')).toMatchObject(takenBy('ines'));
  });
  test('who has a class in one room has none in another', () => {
    const rooms = [studio, attic, ines];
    expect(why(inClass, yoga, '10:00', { pins: ['attic', 'ines'] }, rooms)).toMatchObject(takenBy('ines'));
    expect(why(inClass, yoga, '10:00', { pins: ['attic', null] }, rooms)).toMatchObject(takenBy('ines'));
    const duo = { ...yoga, id: 'duo', needs: ['person', 'person'] };
    const withBen: Busy = { ines: [['10:00', '11:00', { classKey: `duo ${at('10:00')} ${at('11:00')} ben ines` }]] };
    expect(why(withBen, duo, '10:00', { pins: ['ines', 'ana'] }, [ines, ben, many('ana', 'person', 5)])).toMatchObject(takenBy('ines'));
    // Of two rooms one is chosen in place of the other.
    expect(freePlaces(floor(inClass, { resources: rooms }), studio, wish(yoga, '10:00', { pins: ['attic', null] }))).toBe(11);
  });
  test('nobody is squeezed in with others', () => {
    const squeezable = [{ ...ines, squeezeLanes: 1, squeezePerDay: 3 }];
    const full: Busy = { ines: [['10:00', '11:00', { lanes: 12, classKey: 'booking' }]] };
    expect(squeezeInFor(floor(full, { resources: squeezable }), wish(service(['person']), '10:00'))).toBeNull();
  });
});

describe('squeezing in', () => {
  const doctor = { ...resource('r1', 'room', 1), squeezeLanes: 1, squeezePerDay: 1 };
  const other = resource('r2', 'room', 2);
  const squeeze = (busy: Busy, over: Partial<Wish> = {}, resources = [doctor, other]) => squeezeInFor(floor(busy, { resources }), wish(room, '10:00', over));
  const taken: Busy = { r1: [['10:00', '11:00']] };
  test('goes where it was wished, though another has a regular place', () => {
    expect(squeeze(taken, { pins: ['r1'] })).toEqual({ kind: 'possible', resourceIds: ['r1'] });
  });
  test('is nothing that the other resource knows', () => {
    expect(squeeze({ r2: [['10:00', '11:00']] }, { pins: ['r2'] })).toBeNull();
  });
  test('says when the day takes no more', () => {
    expect(squeeze({ r1: [['10:00', '11:00'], ['16:00', '17:00', { beyond: 1 }]] }, { pins: ['r1'] })).toEqual({ kind: 'used_up', resourceId: 'r1', perDay: 1 });
  });
  test('counts for the day on which its preparation begins', () => {
    const night = { ...room, preparationMinutes: 30 };
    const open = { location: { ...location, openingHours: { 5: [['00:00', '24:00'] as [string, string]], 6: [['00:00', '24:00'] as [string, string]] } }, resources: [doctor] };
    const beyond = (start: number): Busy => ({ r1: [['00:00', '01:00'], ['00:00', '01:00', { start, end: start + 1_800_000, beyond: 1 }]] });
    const atMidnight = (busy: Busy) => squeezeInFor(floor(busy, open), wish(night, '00:00', { pins: ['r1'] }))?.kind;
    expect(atMidnight(beyond(at('16:00', '2026-11-20')))).toBe('used_up');
    expect(atMidnight(beyond(at('16:00')))).toBe('possible');
  });
  test('is not offered where its lane is taken or the time blocked', () => {
    expect(squeeze({ r1: [['10:00', '11:00'], ['10:30', '11:30', { beyond: 1 }]] }, { pins: ['r1'] }, [{ ...doctor, squeezePerDay: 3 }, other])).toBeNull();
    expect(squeeze({ r1: [['10:00', '11:00', { kind: 'block', lanes: 'all' }]] }, { pins: ['r1'] })).toBeNull();
  });
});

describe('nearest free times', () => {
  const near = (busy: Busy, from: string, pins: (string | null)[], notBefore: string) =>
    nearestSlots(floor(busy), wish(room, from, { pins }), at(notBefore), 3).map((slot) => [new Date(slot.start).toISOString().slice(11, 16), ...slot.resourceIds]);
  test('the same time elsewhere comes first', () => {
    expect(near({ r1: [['10:00', '11:00']] }, '10:00', ['r1'], '09:00')[0]).toEqual(['10:00', 'r2']);
  });
  test('never before now, never past closing', () => {
    expect(near({ r1: [['10:00', '17:30']], r2: [['10:00', '17:00']] }, '10:00', [], '10:00')).toEqual([['17:00', 'r2']]);
  });
});

describe('when a walk-in starts', () => {
  test('now, on the grid', () => expect(walkInStart(location, at('10:42'))).toEqual({ start: at('10:45'), closedNow: false }));
  test('at the next opening when closed, days later if need be', () => {
    expect(walkInStart(location, at('20:00'))).toEqual({ start: at('10:00', '2026-11-23'), closedNow: true });
  });
  test('never, where nothing opens for two weeks', () => expect(walkInStart({ ...location, openingHours: {} }, at('10:00'))).toBeNull());
});
