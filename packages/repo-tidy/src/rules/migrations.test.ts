import { describe, expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { explicitColumns, migrations, sha256 } from './migrations.ts';

const messages = (texts: Record<string, string>): string[] =>
  migrations(repositoryOf(texts)).map(({ path, message }) => `${path}: ${message}`);

describe('migrations', () => {
  test.each([
    ['a bad name', { 'server/sql/1-tables.sql': '' }, /Name migrations/],
    [
      'a number used twice',
      { 'server/sql/000001-a.sql': '', 'server/sql/000001-b.sql': '' },
      /000001-b\.sql: Expected number 000002/,
    ],
    [
      'a gap',
      { 'server/sql/000001-a.sql': '', 'server/sql/000003-b.sql': '' },
      /Expected number 000002/,
    ],
    [
      'a released file that changed',
      {
        'server/sql/000001-a.sql': 'select 2',
        'server/sql/released.json': JSON.stringify({ '000001-a.sql': sha256('select 1') }),
      },
      /is released and must stay/i,
    ],
    [
      'a released file that is gone',
      {
        'server/sql/000001-a.sql': '',
        'server/sql/released.json': JSON.stringify({ '000002-b.sql': sha256('') }),
      },
      /000002-b\.sql: Is released/,
    ],
  ])('%s is refused', (_, texts, message) => {
    expect(messages(texts)).toEqual([expect.stringMatching(message)]);
  });

  test('a released file that stayed the same is fine', () => {
    const released = JSON.stringify({ '000001-a.sql': sha256('select 1') });
    expect(
      messages({ 'server/sql/000001-a.sql': 'select 1', 'server/sql/released.json': released }),
    ).toEqual([]);
  });
});

describe('explicit columns', () => {
  test.each([
    ['server/src/bookings/booking-sql.ts', 'const q = `select * from booking`;'],
    ['server/src/bookings/booking-sql.ts', 'const q = `insert into a values (1) returning *`;'],
    ['server/src/bookings/booking-sql.ts', 'const q = `select b.* from booking b`;'],
  ])('%s may not have: %s', (path, text) => {
    expect(explicitColumns(repositoryOf({ [path]: text }))).toHaveLength(1);
  });

  test.each([
    ['server/src/bookings/booking-sql.ts', 'const q = `select count(*) from booking`;'],
    ['server/sql/000001-a.sql', 'select * into v_row from booking'],
    ['server/src/bookings/booking-sql.pg.test.ts', 'const q = `select * from booking`;'],
  ])('%s may have: %s', (path, text) => {
    expect(explicitColumns(repositoryOf({ [path]: text }))).toEqual([]);
  });
});
