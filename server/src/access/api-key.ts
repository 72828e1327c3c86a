import { mintSecret } from './secret.ts';

/** So that a key is recognised as one of ours, by people and by scanners for leaked secrets. */
const prefix = 'holdfast_';

/** `holdfast_` and 256 random bits. Only `hashSecret` of the whole is stored. */
export function mintApiKey(): string {
  return `${prefix}${mintSecret()}`;
}

/** The key of an `Authorization: Bearer …` header; null when there is none that could be ours. */
export function readBearer(authorization: string | undefined): string | null {
  const [, key = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  return /^holdfast_[\w-]{43}$/.test(key) ? key : null;
}
