import { expect, test } from 'vitest';
import { operations } from './operations.ts';
import { unknownCall } from './unknown-call.ts';

const said = (path: string) => {
  const { body, headers } = unknownCall(operations, path, '/api/v1');
  return [body.status, body.code, headers['allow']];
};

test('a path that is there says what it takes, ids and all; another is not there', () => {
  expect(said('/holds')).toEqual([405, 'no_such_method', 'GET, HEAD, POST']);
  expect(said('/holds/9f0c')).toEqual([405, 'no_such_method', 'DELETE, GET, HEAD']);
  expect(said('/bookings/9f0c/cancel')).toEqual([405, 'no_such_method', 'POST']);
  expect(said('/locations')).toEqual([405, 'no_such_method', 'GET, HEAD']);
  for (const path of ['', '/', '/holds/', '/nothing', '/bookings//cancel', '/bookings/9f0c/explode', '/commands/drop_table']) expect(said(path)).toEqual([404, 'no_such_call', undefined]);
});
