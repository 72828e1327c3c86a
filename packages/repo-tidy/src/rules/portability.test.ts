import { expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { portability } from './portability.ts';

const findingsIn = (path: string, text: string) => portability(repositoryOf({ [path]: text }));

test.each([
  ['docs/start.md', 'Run it in /home/maria/holdfast.'],
  ['server/src/a.ts', `const path = '/Users/maria/x';`],
  ['server/src/a.ts', `const path = 'C:\\Users\\maria';`],
  ['.ci/run', 'cd /root/holdfast'],
  ['package.json', '{"a": "https://registry.example.org/"}'],
  ['pnpm-lock.yaml', 'resolution:\n  tarball: x.tgz\n'],
])('%s may not have: %s', (path, text) => {
  expect(findingsIn(path, text)).toHaveLength(1);
});

test.each([
  ['server/src/a.ts', `'/usr/bin/chromium'; '/trpc/commands.submit'; './work/x'; 'src/home/y'`],
  ['README.md', 'https://example.org/home/maria'],
])('%s may have: %s', (path, text) => {
  expect(findingsIn(path, text)).toEqual([]);
});
