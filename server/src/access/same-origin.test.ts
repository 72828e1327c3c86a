import { expect, test } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

test.each([
  [undefined, 'desk.example.com', true],
  ['https://desk.example.com', 'internal:4280', true],
  ['http://localhost:4280', 'localhost:4280', true],
  ['http://localhost:4281', 'localhost:4280', false],
  ['https://evil.example', 'desk.example.com', false],
  ['null', 'desk.example.com', false],
  ['', '', false],
  ['not a url', undefined, false],
])('origin %j at host %j: %s', (origin, host, allowed) => {
  expect(isSameOrigin(origin, host, 'https://desk.example.com')).toBe(allowed);
});
