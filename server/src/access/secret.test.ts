import { expect, test } from 'vitest';
import { hashSecret, mintEnrolmentCode, mintSecret, readEnrolmentCode } from './secret.ts';

test('a secret has 256 bits and is not what is stored', () => {
  const secret = mintSecret();
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect(hashSecret(secret)).toHaveLength(32);
  expect(mintSecret()).not.toBe(secret);
});

test('a code reads back however it is typed', () => {
  for (let round = 0; round < 200; round++) {
    const code = mintEnrolmentCode();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    const sloppy = ` ${code.replace('-', ' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')} `;
    expect(readEnrolmentCode(sloppy)).toBe(code);
  }
});

test.each(['', 'K7QF', 'K7QF-4D2', 'K7QF-4D2MM', 'UUUU-UUUU', '💥💥💥💥', 'K7QF-4D2M\u0000'])('%j is no code', (typed) => {
  expect(readEnrolmentCode(typed)).toBeNull();
});
