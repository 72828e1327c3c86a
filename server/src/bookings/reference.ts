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
