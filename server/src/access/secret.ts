import { createHash, randomBytes, randomInt } from 'node:crypto';

/** 256 random bits for a cookie. Only `hashSecret` of it is stored: whoever reads the table cannot come in. */
export function mintSecret(): string {
  return randomBytes(32).toString('base64url');
}

export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Crockford's base32: no I, L, O, U, so nobody misreads or mistypes it. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 40 random bits to be read aloud, e.g. `K7QF-4D2M`. Short-lived and rate-limited, so that is enough. */
export function mintEnrolmentCode(): string {
  const letters = Array.from({ length: 8 }, () => alphabet[randomInt(32)]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** As somebody types it: any case, with or without the dash, `O` for `0`, `I` or `L` for `1`. Null: no code. */
export function readEnrolmentCode(typed: string): string | null {
  const plain = typed
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{8}$/.test(plain) ? `${plain.slice(0, 4)}-${plain.slice(4)}` : null;
}
