import { expect, test } from 'vitest';
import { mintReference, referenceAsSaid } from './reference.ts';

test.each([
  ['HF-7Q4M2XK', 'HF-7Q4M2XK'],
  ['hf 7q4 m2xk', 'HF-7Q4M2XK'],
  [' 7q4m2xk ', 'HF-7Q4M2XK'],
  ['HF–7Q4M2XK', 'HF-7Q4M2XK'],
  ['hf-oil4m2x', 'HF-0114M2X'],
  ['2024-0001', '2024-0001'],
  [' Invoice 12 ', 'Invoice 12'],
  ['HF-7Q4M2X', 'HF-7Q4M2X'],
])('%s is %s', (said, reference) => {
  expect(referenceAsSaid(said)).toBe(reference);
});

test('what is minted is what is said', () => {
  for (let each = 0; each < 100; each++) {
    const minted = mintReference();
    expect(referenceAsSaid(minted)).toBe(minted);
  }
});
