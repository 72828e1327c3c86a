import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isTest, lineAt, repositoryAt, type Rule } from './repository.ts';
import { bannedWords } from './rules/banned-words.ts';
import { catalogue, licences } from './rules/dependencies.ts';
import { docIndexes, docLinks } from './rules/doc-links.ts';
import { commandsDocumented, refusalsDocumented, variablesDocumented } from './rules/documented.ts';
import { layers } from './rules/layers.ts';
import { explicitColumns, migrations } from './rules/migrations.ts';
import { names } from './rules/names.ts';
import { nativeParts } from './rules/native-parts.ts';
import { portability } from './rules/portability.ts';
import { sizes } from './rules/sizes.ts';
import { topLevel } from './rules/top-level.ts';

describe('this repository', () => {
  const repository = repositoryAt(join(import.meta.dirname, '../../..'));

  const rules: Record<string, Rule> = {
    'has a known root': topLevel,
    'keeps its layers': layers,
    'has names that say what a file is about': names,
    'has files that end': sizes(),
    'numbers its migrations and never changes a released one': migrations,
    'names its columns': explicitColumns,
    'is finished': bannedWords,
    'links to pages that exist': docLinks,
    'has an index in each folder of docs': docIndexes,
    'documents each refusal reason': refusalsDocumented,
    'documents each command': commandsDocumented,
    'documents each environment variable': variablesDocumented,
    'names no single machine and no package source': portability,
    'pins each dependency once': catalogue,
    'ships permissive licences only': licences,
    'is locked for every system it promises': nativeParts,
  };

  test.each(Object.entries(rules))('%s', (_, rule) => {
    const told = rule(repository).map(
      ({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`} ${message}`,
    );
    expect(told).toEqual([]);
  });
});

describe('reading a work tree', () => {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-tree-'));
  afterAll(() => rmSync(root, { recursive: true }));

  test('leaves out what .gitignore names, at any depth', () => {
    writeFileSync(join(root, '.gitignore'), 'dist/\n*.log\n');
    for (const folder of ['a/dist', '.git']) mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['a/kept.ts', 'a/dist/built.js', 'a/run.log', '.git/HEAD'])
      writeFileSync(join(root, file), '');
    expect(repositoryAt(root).files).toEqual(['.gitignore', 'a/kept.ts']);
  });

  test.each([
    ['server/src/bookings/booking-sql.pg.test.ts', true],
    ['server/src/db/test-database.ts', true],
    ['apps/front-desk/e2e/world.ts', true],
    ['server/src/db/database.ts', false],
    ['packages/repo-tidy/src/test-run/child.ts', false],
  ])('%s is only for tests: %s', (path, expected) => {
    expect(isTest(path)).toBe(expected);
  });

  test('counts lines from 1', () => {
    expect([0, 1, 2, 3].map((offset) => lineAt('a\nb\n', offset))).toEqual([1, 1, 2, 2]);
  });
});
