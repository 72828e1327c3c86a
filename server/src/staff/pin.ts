import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's minimum for argon2id; some 40 ms. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagBytes = 32;

/** A PIN as a PHC string, e.g. `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`. */
export async function hashPin(pin: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive('argon2id', { message: pin, nonce: salt, tagLength: tagBytes, ...cost });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${bare(salt)}$${bare(tag)}`;
}

/** Checks with the costs the hash was made with. False for a hash that cannot be read. */
export async function verifyPin(pin: string, phc: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!parts) return false;
  const [memory, passes, parallelism] = parts.slice(1, 4).map(Number);
  const expected = Buffer.from(parts[5] ?? '', 'base64');
  const tag = await derive('argon2id', {
    message: pin,
    nonce: Buffer.from(parts[4] ?? '', 'base64'),
    tagLength: expected.length,
    memory: memory ?? 0,
    passes: passes ?? 0,
    parallelism: parallelism ?? 0,
  });
  return timingSafeEqual(tag, expected);
}

/** PHC strings carry base64 without padding. */
const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '');
