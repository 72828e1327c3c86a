import { expect, test } from 'vitest';
import { lookedAt } from './looked-at.ts';

const day = 24 * 3_600_000;
const hour = 3_600_000;
const now = 10_000 * day;

test('what is wanted soon is looked at together with the days around it', () => {
  const wanted = { start: now + hour, end: now + 2 * hour };
  expect(lookedAt(wanted, now, day)).toEqual([{ start: wanted.start - 2 * day, end: wanted.start + 2 * day + hour }]);
});

test('what was wanted yesterday is looked at together with today', () => {
  const wanted = { start: now - day, end: now - day + hour };
  expect(lookedAt(wanted, now, day)).toEqual([{ start: now - 2 * day, end: now + 2 * day + hour }]);
});

test('what was wanted years ago costs no reading of the years between', () => {
  const wanted = { start: now - 900 * day, end: now - 900 * day + hour };
  expect(lookedAt(wanted, now, 7 * day)).toEqual([
    { start: wanted.start - day, end: wanted.end + day },
    { start: now - 8 * day, end: now + 8 * day + hour },
  ]);
});
