import { expect, test } from 'vitest';
import { newCustomer, readTyped } from './typed-customer.ts';

test.each([
  ['Tom Adler', 'Tom Adler', ''],
  ['  Tom   Adler ', 'Tom Adler', ''],
  ['07700 900118', '', '07700 900118'],
  ['+44 (0)7700-900.118', '', '+44 (0)7700-900.118'],
  ['Tom Adler 07700 900118', 'Tom Adler', '07700 900118'],
  ['Tom, +44 7700 900118', 'Tom', '+44 7700 900118'],
  ['Studio 54', 'Studio 54', ''],
  ['陳大文', '陳大文', ''],
])('“%s” is the name “%s” and the phone “%s”', (typed, name, phone) => expect(readTyped(typed)).toEqual({ name, phone }));

test('nothing typed is nobody; a bare number is its own name', () => {
  expect(newCustomer('id', ' ', '')).toBeNull();
  expect(newCustomer('id', '', '07700 900118')).toEqual({ id: 'id', name: '07700 900118', phone: '07700 900118' });
  expect(newCustomer('id', 'Tom', '')).toEqual({ id: 'id', name: 'Tom' });
});
