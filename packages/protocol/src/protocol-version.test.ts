import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { command, submitInput } from './commands.ts';
import { commandSchemaVersion, protocolVersion, protocolVersionOldest, replicaSchemaVersion } from './protocol-version.ts';
import { refusalReasons } from './refusal-reasons.ts';
import { pullInput } from './sync.ts';

/**
 * What terminals in the field rely on, as one hash per version. When this test fails you changed the wire:
 * raise `protocolVersion` (and `commandSchemaVersion` when a command changed), add a line here, and keep
 * the older lines: a version's meaning never changes after it shipped. Only the newest line may be replaced,
 * and only while CHANGELOG.md has not released it.
 */
const shapes: Record<number, string> = {
  1: 'e5e4e1cdd44c0861',
};

function wireShape(): string {
  const shape = {
    command: z.toJSONSchema(command, { io: 'input' }),
    submitInput: z.toJSONSchema(submitInput, { io: 'input' }),
    pullInput: z.toJSONSchema(pullInput, { io: 'input' }),
    answers: ['outcomes.ts', 'rows.ts', 'sync.ts'].map(declarations),
    refusalReasons,
    commandSchemaVersion,
    replicaSchemaVersion,
  };
  return createHash('sha256').update(JSON.stringify(sorted(shape))).digest('hex').slice(0, 16);
}

/** Answers are types, not schemas: their text without comments and layout stands for their shape. */
function declarations(file: string): string {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replaceAll(/[\s,;]+/g, ' ');
}

/** Property order means nothing on the wire. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, sorted(inner)]);
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

test('the wire has the shape that its version promises', () => {
  expect(wireShape()).toBe(shapes[protocolVersion]);
});

test('the newest version is the current one, and the oldest understood is at most two behind', () => {
  expect(Math.max(...Object.keys(shapes).map(Number))).toBe(protocolVersion);
  expect(protocolVersionOldest).toBeLessThanOrEqual(protocolVersion);
  expect(protocolVersion - protocolVersionOldest).toBeLessThanOrEqual(2);
});
