import { expect, test } from 'vitest';
import { mintApiKey, readBearer } from './api-key.ts';

test('a key has 256 random bits behind its prefix', () => {
  const key = mintApiKey();
  expect(key).toMatch(/^holdfast_/);
  expect(Buffer.from(key.slice('holdfast_'.length), 'base64url')).toHaveLength(32);
  expect(mintApiKey()).not.toBe(key);
});

test.each(['Bearer', 'bearer', 'BEARER', 'Bearer  '])('%j and a key are read', (scheme) => {
  const key = mintApiKey();
  expect(readBearer(`${scheme} ${key}`)).toBe(key);
});

const key = mintApiKey();
test.each([undefined, '', 'Bearer', 'Bearer ', key, `Basic ${key}`, `Bearer ${key}x`, `Bearer ${key} ${key}`, `Bearer ${key.slice(9)}`, 'Bearer holdfast_', `Bearer ${'holdfast_'.repeat(9_000)}`])(
  '%j names no key',
  (header) => {
    expect(readBearer(header)).toBeNull();
  },
);
