import { describe, expect, test } from 'vitest';
import { bookingsOfLocation, checkSeedSize, freeHours } from './seed-shape.ts';

test('locations share the bookings as evenly as they can', () => {
  const shape = { locations: 3, resources: 2 };
  expect([1, 2, 3].map((number) => bookingsOfLocation(shape, 11, number))).toEqual([4, 4, 3]);
  expect([1, 2, 3].map((number) => bookingsOfLocation(shape, 2, number))).toEqual([1, 1, 0]);
});

test('more bookings take nothing from a location', () => {
  const shape = { locations: 7, resources: 1 };
  for (let bookings = 0; bookings < 50; bookings++)
    for (let number = 1; number <= 7; number++)
      expect(bookingsOfLocation(shape, bookings + 1, number)).toBeGreaterThanOrEqual(bookingsOfLocation(shape, bookings, number));
});

test('each day keeps one hour of three free, another one on the next day and on the next resource', () => {
  expect(freeHours(0, 0)).toEqual([2, 5, 8, 11]);
  expect(freeHours(0, 1)).toEqual([1, 4, 7, 10]);
  expect(freeHours(1, 1)).toEqual([0, 3, 6, 9]);
  // Yesterday is the 29th day filled.
  expect(freeHours(-1, 0)).toEqual(freeHours(28, 0));
});

describe('sizes that cannot be made are told', () => {
  test.each([
    [{ locations: 0, resources: 1 }, 1, '--locations is a whole number from 1 to 1000.'],
    [{ locations: 1, resources: 501 }, 1, '--resources is a whole number from 1 to 500.'],
    [{ locations: 1, resources: 1 }, 20_000_001, '--bookings is a whole number from 0 to 20000000.'],
    [{ locations: 1, resources: 1 }, 70_000, '70000 bookings of 1 locations with 1 resources each would fill 24 years: use more --locations or --resources.'],
  ])('%j, %d bookings', (shape, bookings, message) => {
    expect(() => checkSeedSize(shape, bookings)).toThrow(message);
  });

  test('ten million fit the shape that is used without flags', () => {
    expect(() => checkSeedSize({ locations: 50, resources: 40 }, 10_000_000)).not.toThrow();
  });
});
