import { expect, test } from 'vitest';
import { mintReference } from './reference.ts';

test('a reference can be read aloud: seven of 32 letters that nobody mistakes for another', () => {
  for (let minted = 0; minted < 200; minted++) expect(mintReference()).toMatch(/^HF-[0-9A-HJKMNP-TV-Z]{7}$/);
});
