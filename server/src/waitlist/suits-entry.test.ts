import { expect, test } from 'vitest';
import { at, catalogueOf, hourService, resource } from '../availability/test-catalogue.ts';
import { allowsResources, besideOthers, suitableResources, wasAnswered, wasOffered } from './suits-entry.ts';
import { waiting } from './test-waiting.ts';

const visit = { ...hourService, id: 'visit', needs: ['person', 'room'] };
const house = catalogueOf(
  [resource(1), resource(2), resource(3, { archived: true }), resource(4, { kind: 'person' }), resource(5, { kind: 'person' }), resource(6, { kind: 'class' })],
  { services: [hourService, visit] },
);
const suitable = (serviceId: string, ...resourceIds: string[]) => suitableResources(house, { serviceId, resourceIds }).map(({ id }) => id).join();

test('without a name anything in use that the service needs will do', () => {
  expect(suitable('hour')).toBe('r1,r2');
  expect(suitable('visit')).toBe('r1,r2,r4,r5');
});

test('of a kind that was named only the named ones will do; of the others any', () => {
  expect(suitable('visit', 'r2')).toBe('r2,r4,r5');
  expect(suitable('visit', 'r2', 'r4')).toBe('r2,r4');
  // It was taken out of use since they joined, and they wanted no other.
  expect(suitable('hour', 'r3')).toBe('');
});

test('of a kind of which more are needed than were named, others will do beside them', () => {
  const pair = { ...hourService, id: 'pair', needs: ['room', 'room'] };
  const two = { ...house, services: new Map([['pair', pair]]) };
  expect(suitableResources(two, { serviceId: 'pair', resourceIds: ['r2'] }).map(({ id }) => id)).toEqual(['r1', 'r2']);
  expect(suitableResources(two, { serviceId: 'pair', resourceIds: ['r2', 'r3'] }).map(({ id }) => id)).toEqual(['r2']);
  expect(besideOthers(two, { serviceId: 'pair', resourceIds: ['r2'] })).toEqual(['r2']);
  expect(besideOthers(house, { serviceId: 'visit', resourceIds: ['r2', 'r6'] })).toEqual([]);
  const [one, both] = [waiting('a', { serviceId: 'pair', resourceIds: ['r3'] }), waiting('b', { serviceId: 'pair', resourceIds: ['r2'] })];
  expect(allowsResources(two, both, ['r1', 'r2'])).toBe(true);
  expect(allowsResources(two, one, ['r1', 'r2'])).toBe(false);
});

test('a name that is not there, or of a kind that is not needed, asks for nothing', () => {
  expect(suitable('hour', 'gone')).toBe('r1,r2');
  expect(suitable('hour', 'r6')).toBe('r1,r2');
});

test('for a service that is not there nothing will do', () => {
  expect(suitable('gone')).toBe('');
});

test('resources are allowed when every one of them will do', () => {
  const entry = waiting('a', { serviceId: 'visit', resourceIds: ['r2'] });
  expect(allowsResources(house, entry, ['r4', 'r2'])).toBe(true);
  expect(allowsResources(house, entry, ['r4', 'r1'])).toBe(false);
});

test('that very start was offered before, or it was not', () => {
  expect(wasOffered(waiting('a', {}, [9, 11]), at(11))).toBe(true);
  expect(wasOffered(waiting('a', {}, [9, 11]), at(10))).toBe(false);
  expect(wasOffered(waiting('a'), at(10))).toBe(false);
});

test.each([
  [9.25, true],
  [10, true],
  [10.75, true],
  [9, false],
  [11, false],
])('to have declined %s o’clock answers an hour at ten: %s', (declined, answered) => {
  expect(wasAnswered(waiting('a', {}, [4, declined, 16]), at(10), 60)).toBe(answered);
});
