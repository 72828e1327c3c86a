const idBytes = 16;
/** For 64 ids: asking the operating system for each takes longer than all the rest. */
const entropy = new Uint8Array(64 * idBytes);
let used = entropy.length;

function randomBytes(): Uint8Array {
  if (used === entropy.length) {
    crypto.getRandomValues(entropy);
    used = 0;
  }
  used += idBytes;
  return entropy.slice(used - idBytes, used);
}

/**
 * A UUIDv7: 48 bits of `now` (ms), then 74 random bits. Sorts by the time it was minted, which keeps
 * indexes dense; nothing decides on that time, so a wrong clock does no harm.
 */
export function mintUuid(now: number): string {
  const bytes = randomBytes();
  for (let index = 0; index < 6; index++) bytes[index] = Math.floor(now / 2 ** (8 * (5 - index))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
