import { expect, test } from 'vitest';
import { occurrenceId } from './occurrence-id.ts';

test('the id is made as the reference tells others how', () => {
  const start = Date.UTC(2026, 11, 1, 10);
  // SHA-256 of ["0190b6f2-5a00-7000-8000-00000000abcd","2026-12-01T10:00:00.000Z"], its first 16 bytes as a UUIDv8.
  expect(occurrenceId('0190b6f2-5a00-7000-8000-00000000abcd', start)).toBe('b3f75703-ba47-887f-ac51-876ee89d49c7');
});
