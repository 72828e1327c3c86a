import { randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that it survives being read aloud over a phone. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 32^7 = 3.4e10: with 10 M bookings in a tenant one mint in 3 000 collides and is minted again. */
const length = 7;

/** What staff and customers say aloud, e.g. `HF-7Q4M2XK`. Unique per tenant by constraint. */
export function mintReference(): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]);
  return `HF-${letters.join('')}`;
}

/**
 * A reference as somebody says it or writes it down, in the form it was minted in: `hf 7q4 m2xk` and `7Q4M2XK` are
 * `HF-7Q4M2XK`, and a letter that is never minted is the digit it looks like. What cannot be one stays as it is; a business
 * may have brought along what could, so look for what was said as well.
 */
export function referenceAsSaid(said: string): string {
  const [, read] = /^(?:HF)?([0-9A-Z]{7})$/.exec(said.toUpperCase().replaceAll(/[\s\p{Dash}]/gu, '')) ?? [];
  return read === undefined ? said.trim() : `HF-${read.replaceAll(/[IL]/g, '1').replaceAll('O', '0')}`;
}
