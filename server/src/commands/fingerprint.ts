import { createHash } from 'node:crypto';
import type { Command } from '@holdfast/protocol/commands';

/**
 * SHA-256 (hex) of what the command asks for, as canonical JSON. Left out: what may differ between two
 * sendings of one tap or is only recorded (seq, sawVersion, tappedAt).
 */
export function fingerprint(command: Command): string {
  const { id: _id, seq: _seq, sawVersion: _saw, tappedAt: _tapped, ...asked } = command;
  return createHash('sha256').update(canonicalJson(asked)).digest('hex');
}

/** JSON with sorted keys and without undefined: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}
