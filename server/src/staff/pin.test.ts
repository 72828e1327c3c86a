import { expect, test } from 'vitest';
import { hashPin, verifyPin } from './pin.ts';

test('a PIN is verified by its own hash only, and two hashes of it differ', async () => {
  const [one, two] = await Promise.all([hashPin('2580'), hashPin('2580')]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(two);
  expect(await Promise.all([verifyPin('2580', one), verifyPin('2581', one), verifyPin('', one)])).toEqual([true, false, false]);
});

test('what is no hash opens nothing', async () => {
  expect(await verifyPin('', '')).toBe(false);
  expect(await verifyPin('2580', 'unusable')).toBe(false);
});
