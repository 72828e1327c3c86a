import { expect, test } from 'vitest';
import { uuid } from '@holdfast/protocol/values';
import { mintId } from './command-id.ts';

test('is a version 7 UUID that begins with its time', () => {
  const id = mintId(Date.parse('2026-11-21T12:00:00Z'));
  expect(uuid.safeParse(id).success).toBe(true);
  expect(id[14]).toBe('7');
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse('2026-11-21T12:00:00Z'));
});

test('is another each time, also when the clock stands still or is before 1970', () => {
  const ids = Array.from({ length: 1_000 }, () => mintId(-5));
  expect(new Set(ids).size).toBe(1_000);
});
