import { expect, test } from 'vitest';
import { classKey, isOfClass, keepsClassesApart, takingPlace } from './class-sharing.ts';

const range = { start: 1_000, end: 2_000 };
const yoga = { id: 'yoga', isClass: true };

test('bookings of a class service for the same time with the same resources are of one class', () => {
  const key = classKey(yoga, range, ['studio', 'ines']);
  expect(key).toBe('yoga 1000 2000 ines studio');
  expect(classKey(yoga, range, ['ines', 'studio'])).toBe(key);
  for (const other of [classKey({ ...yoga, id: 'pilates' }, range, ['studio', 'ines']), classKey(yoga, { ...range, start: 999 }, ['studio', 'ines']), classKey(yoga, { ...range, end: 2_001 }, ['studio', 'ines']), classKey(yoga, range, ['studio', 'ben'])])
    expect(other).not.toBe(key);
});

test('who books no class shares with nobody', () => {
  expect(classKey(null, range, ['studio'])).toBeNull();
  expect(classKey({ id: 'hire' }, range, ['studio'])).toBeNull();
  expect(classKey({ id: 'hire', isClass: false }, range, ['studio'])).toBeNull();
});

test('a class is the demand’s when it is of its service and time, and has all of the resources', () => {
  const key = classKey(yoga, range, ['studio', 'ines']) ?? '';
  const demand = { serviceId: 'yoga', resources: 2 };
  expect(isOfClass(key, demand, range, ['studio', 'ines'])).toBe(true);
  expect(isOfClass(key, demand, range, ['studio'])).toBe(true);
  expect(isOfClass(key, demand, range, ['studio', 'ben'])).toBe(false);
  expect(isOfClass(key, { ...demand, serviceId: 'pilates' }, range, ['studio'])).toBe(false);
  expect(isOfClass(key, { ...demand, resources: 1 }, range, ['studio'])).toBe(false);
  expect(isOfClass(key, demand, { ...range, start: 0 }, ['studio'])).toBe(false);
  expect(isOfClass(key, demand, { ...range, end: 0 }, ['studio'])).toBe(false);
  expect(isOfClass('a-booking', demand, range, ['studio'])).toBe(false);
});

test('of what is there it takes place where somebody is in a class of the service then', () => {
  const claims = ['yoga 1000 2000 ines studio', 'yoga 1000 2000 ben loft', 'yoga 1000 2000 studio', 'yoga 1500 2500 ines studio', 'pilates 1000 2000 ines studio', null].map((classKey) => ({ classKey }));
  expect(takingPlace(claims, { serviceId: 'yoga', resources: 2 }, range)).toEqual(claims.slice(0, 2));
});

test('with one place there is nobody to keep apart', () => {
  expect(keepsClassesApart({ capacity: 12, oneClassAtATime: true })).toBe(true);
  expect(keepsClassesApart({ capacity: 1, oneClassAtATime: true })).toBe(false);
  expect(keepsClassesApart({ capacity: 12, oneClassAtATime: false })).toBe(false);
  expect(keepsClassesApart({ capacity: 12 })).toBe(false);
});
