import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { describe, expect, test } from 'vitest';
import type { BookingOnBoard } from '../../desk.ts';
import type { Occupation } from '../../occupation.ts';
import type { Floor } from '../booking/slot-plan.ts';
import { landingAt, nearestStart, roomFor, rulesInTheWay, whyNot, type Mover } from './landing.ts';

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const range = (from: string, to: string) => ({ start: at(from), end: at(to) });
const location: LocationRow = { id: 'l', slug: 'l', name: 'L', timeZone: 'Europe/London', gridMinutes: 15, openingHours: { 6: [['09:00', '18:00']] } };
const resource = (id: string, kind: string): ResourceRow => ({ id, locationId: 'l', slug: id, name: id, kind, label: '', capacity: 1, position: 1, archived: false });
const taken = (by: Record<string, { start: number; end: number }[]>, resourceId: string): Occupation[] =>
  (by[resourceId] ?? []).map((each) => ({ ...each, resourceId, itemId: each.start === at('10:00') ? 'b' : `${resourceId} ${each.start}`, kind: 'booking', lanes: 1, beyond: 0, classKey: null }));
const floor: Floor = {
  location,
  resources: [resource('r1', 'room'), resource('r2', 'room'), resource('maria', 'person')],
  services: [],
  busy: (id, within) =>
    taken({ r1: [range('10:00', '11:00')], r2: [range('12:00', '13:00')], maria: [range('10:00', '11:00'), range('14:00', '15:00')] }, id).filter((busy) => overlaps(busy, within)),
};
const booking: BookingOnBoard = {
  kind: 'booking', key: 'b', id: 'b', ...range('10:00', '11:00'), occupied: range('10:00', '11:00'), resourceIds: ['r1', 'maria'], certainty: 'confirmed', atRisk: false,
  row: { id: 'b', locationId: 'l', reference: '', serviceId: null, resourceIds: ['r1', 'maria'], start: '', end: '', occupiedStart: '', occupiedEnd: '', status: 'booked', version: 1, channel: 'desk', customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: '' },
};
const lesson = { id: 's', locationId: 'l', slug: 's', name: 'S', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room', 'person'], colour: 1, position: 1, archived: false };
const mover: Mover = { booking, service: lesson, fromResourceId: 'r1' };
const try_ = (to: string, from: string, until: string) => whyNot(floor, mover, to, landingAt(mover, to, at(from), at(until)));

test('another column takes the place of the one it came from, in the same order', () => {
  expect(landingAt(mover, 'r2', at('11:00'), at('12:00')).resourceIds).toEqual(['r2', 'maria']);
  expect(landingAt(mover, 'r1', at('11:00'), at('12:00')).resourceIds).toEqual(['r1', 'maria']);
});

test('it may overlap its former self', () => {
  expect(try_('r1', '10:15', '11:15')).toBeNull();
});

test('it may not lie on others, on others of what else it needs, outside the hours, or where the kind is wrong', () => {
  expect(try_('r2', '11:30', '12:30')).toMatchObject({ kind: 'taken', resourceId: 'r2', during: range('12:00', '13:00') });
  expect(try_('r1', '13:30', '14:30')).toMatchObject({ kind: 'also_taken', resourceId: 'maria', during: range('14:00', '15:00') });
  expect(try_('r1', '17:30', '18:30')).toEqual({ kind: 'closed' });
  expect(try_('maria', '16:00', '17:00')).toEqual({ kind: 'unsuitable', resourceId: 'maria' });
});

test('it may not lie where somebody is off, nor leave a remainder nobody could book', () => {
  const shifts: Floor = { ...floor, resources: floor.resources.map((each) => (each.id === 'maria' ? { ...each, hours: { 6: [['09:00', '13:00']] } } : each)) };
  expect(whyNot(shifts, mover, 'r1', landingAt(mover, 'r1', at('16:00'), at('17:00')))).toEqual({ kind: 'away', resourceId: 'maria' });
  const gaps: Floor = { ...floor, location: { ...location, kinds: { room: { shortestSellableMinutes: 30 } } } };
  expect(whyNot(gaps, mover, 'r2', landingAt(mover, 'r2', at('10:45'), at('11:45')))).toMatchObject({ kind: 'gap', remainder: { side: 'after', start: at('11:45'), end: at('12:00') } });
});

test('the shade shows where it has room, and nothing too short', () => {
  expect(roomFor(floor, mover, floor.resources[1]!, range('08:00', '19:00'), [range('11:30', '18:00')])).toEqual([range('13:00', '18:00')]);
  expect(roomFor(floor, mover, floor.resources[2]!, range('08:00', '19:00'), [range('09:00', '18:00')])).toEqual([]);
});

test('the nearest start that would do in the same column', () => {
  const target = range('13:45', '14:45');
  expect(nearestStart(floor, mover, 'r1', target, [range('09:00', '18:00')], 15)).toBe(at('13:00'));
});

test('rules that may be set aside are named, all that are in the way, and none where somebody has the time', () => {
  const rules = (of: Floor, to: string, from: string, until: string) => rulesInTheWay(of, mover, to, landingAt(mover, to, at(from), at(until)));
  expect(rules(floor, 'r1', '17:30', '18:30')).toEqual(['hours']);
  expect(rules(floor, 'r1', '16:00', '17:00')).toEqual([]);
  expect(rules(floor, 'r2', '11:30', '12:30')).toBeNull();
  const closesAtTwo: Floor = { ...floor, location: { ...location, openingHours: { 6: [['09:00', '12:00']] } } };
  expect(rules(closesAtTwo, 'r1', '13:30', '14:30')).toBeNull();
  const strict: Floor = { ...floor, services: [lesson], location: { ...location, kinds: { person: { shortestSellableMinutes: 60 } } } };
  expect(rules(strict, 'r1', '15:30', '16:30')).toEqual(['orphan_gap']);
  const offAtFour: Floor = { ...strict, resources: strict.resources.map((each) => (each.id === 'r1' ? { ...each, hours: { 6: [['09:00', '16:00']] } } : each)) };
  expect(rules(offAtFour, 'r1', '15:30', '16:30')).toEqual(['hours', 'orphan_gap']);
});

describe('with a teacher whose classes are kept apart', () => {
  const many = (id: string, kind: string): ResourceRow => ({ ...resource(id, kind), capacity: 3, oneClassAtATime: true });
  const yoga = { ...lesson, id: 'yoga', isClass: true };
  const of = (rooms: string, from: string, to: string) => ({ ...range(from, to), classKey: `yoga ${at(from)} ${at(to)} ines ${rooms}` });
  /** Ines: a class in the studio at twelve with two places left, a full one at two, and one in the attic at four. */
  const there: Record<string, (TimeRange & { classKey: string; lanes?: number })[]> = {
    ines: [of('studio', '12:00', '13:00'), { ...of('studio', '14:00', '15:00'), lanes: 3 }, of('attic', '16:00', '17:00')],
    studio: [of('studio', '12:00', '13:00'), { ...of('studio', '14:00', '15:00'), lanes: 3 }], attic: [of('attic', '16:00', '17:00')],
  };
  const classes: Floor = {
    ...floor,
    resources: [many('studio', 'room'), many('attic', 'room'), many('ines', 'person')],
    busy: (id, within) => (there[id] ?? []).map((each): Occupation => ({ resourceId: id, itemId: `${id} ${each.start}`, kind: 'booking', lanes: 1, beyond: 0, ...each })).filter((each) => overlaps(each, within)),
  };
  const guest: Mover = { booking: { ...booking, resourceIds: ['studio', 'ines'] }, service: yoga, fromResourceId: 'ines' };
  const try_ = (mover: Mover, from: string, until: string) => whyNot(classes, mover, 'ines', landingAt(mover, 'ines', at(from), at(until)));

  test('a guest may land in another class of theirs, and beside none', () => {
    expect(try_(guest, '12:00', '13:00')).toBeNull();
    expect(try_(guest, '12:15', '13:15')).toMatchObject({ kind: 'also_taken', resourceId: 'studio', during: range('12:00', '13:00') });
    expect(try_(guest, '14:00', '15:00')).toEqual({ kind: 'full', resourceId: 'studio', free: 0 });
    // The class at four is in the attic, and the guest’s room is the studio.
    expect(try_(guest, '16:00', '17:00')).toMatchObject({ kind: 'taken', resourceId: 'ines', during: range('16:00', '17:00') });
    expect(try_({ ...guest, service: lesson }, '12:00', '13:00')).toMatchObject({ kind: 'also_taken', resourceId: 'studio' });
  });

  test('the shade shows the classes they may join, and time that is nobody’s', () => {
    const shade = (mover: Mover) => roomFor(classes, mover, classes.resources[2]!, range('08:00', '19:00'), [range('09:00', '18:00')]);
    expect(shade(guest)).toEqual([range('09:00', '12:00'), range('12:00', '13:00'), range('13:00', '14:00'), range('15:00', '16:00'), range('17:00', '18:00')]);
    expect(shade({ ...guest, service: lesson })).toEqual([range('09:00', '12:00'), range('13:00', '14:00'), range('15:00', '16:00'), range('17:00', '18:00')]);
  });
});
