import { describe, expect, test } from 'vitest';
import { repositoryOf, type Rule } from '../repository.ts';
import { names } from './names.ts';
import { sizes } from './sizes.ts';
import { topLevel } from './top-level.ts';

const messages = (rule: Rule, texts: Record<string, string>): string[] =>
  rule(repositoryOf(texts)).map(({ path, message }) => `${path}: ${message}`);

describe('the root', () => {
  test('refuses an unknown entry and misses a known one', () => {
    const told = messages(topLevel, { 'PLAN.md': '', 'scripts/a.sh': '', 'README.md': '' });
    expect(told).toContainEqual(expect.stringMatching(/^PLAN\.md: Does not belong/));
    expect(told).toContainEqual(expect.stringMatching(/^scripts: Does not belong/));
    expect(told).toContainEqual('LICENSE: Is missing from the root.');
    expect(told).not.toContainEqual(expect.stringMatching(/^README\.md/));
  });
});

describe('names', () => {
  test.each([
    ['server/src/bookings/createBooking.ts', /kebab-case/],
    ['server/src/Bookings/create-booking.ts', /not kebab-case/],
    ['server/src/utils/dates.ts', /collects leftovers/],
    ['packages/domain/src/index.ts', /barrels/],
    ['packages/domain/src/index.test.ts', /barrels/],
    ['packages/domain/src/date-utils.ts', /Name the subject/],
    ['packages/domain/src/helpers.test.ts', /Name the subject/],
  ])('%s is refused', (path, message) => {
    expect(messages(names, { [path]: '' })).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    'docs/README.md',
    'server/sql/000001-tables.sql',
    'server/src/bookings/booking-sql.pg.test.ts',
    'apps/front-desk/index.html',
    '.ci/run',
  ])('%s is fine', (path) => {
    expect(messages(names, { [path]: '' })).toEqual([]);
  });
});

describe('sizes', () => {
  const lines = (count: number): string => 'a\n'.repeat(count);

  test('a source file ends at 400 lines, unless listed', () => {
    const texts = { 'server/src/a.ts': lines(401) };
    expect(messages(sizes({}), texts)).toEqual([expect.stringMatching(/401 lines, 400 allowed/)]);
    expect(messages(sizes({ 'server/src/a.ts': 401 }), texts)).toEqual([]);
  });

  test('no list lets a source file pass 600, no test 800', () => {
    const listed = sizes({ 'server/src/a.ts': 900 });
    expect(messages(listed, { 'server/src/a.ts': lines(601) })).toHaveLength(1);
    expect(messages(sizes({}), { 'server/src/a.test.ts': lines(801) })).toHaveLength(1);
    expect(messages(sizes({}), { 'server/src/a.test.ts': lines(800) })).toEqual([]);
  });

  test('the list shrinks: an entry that is not needed is a finding', () => {
    const listed = sizes({ 'server/src/a.ts': 500, 'server/src/gone.ts': 500 });
    expect(messages(listed, { 'server/src/a.ts': lines(300) })).toEqual([
      expect.stringMatching(/^server\/src\/a\.ts: Is short enough/),
      expect.stringMatching(/^server\/src\/gone\.ts: Is short enough/),
    ]);
  });
});
