import { describe, expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { bannedWords } from './banned-words.ts';

const findingsIn = (path: string, text: string) => bannedWords(repositoryOf({ [path]: text }));

describe('banned words', () => {
  test.each([
    ['server/src/a.ts', '// TODO: later'],
    ['server/sql/000001-a.sql', '-- FIXME'],
    ['docs/start.md', 'This is empty for now.'],
    ['server/src/a.test.ts', `test.only('a', () => {});`],
    ['server/src/a.test.ts', `describe.concurrent.skip('a', () => {});`],
    ['server/src/a.test.ts', `it.todo('a');`],
    ['server/src/a.ts', '// @ts-ignore'],
    ['server/src/a.ts', '// oxlint-disable-next-line no-console'],
    ['server/src/a.ts', `console.log('here');`],
    ['server/src/a.ts', 'debugger;'],
  ])('%s may not have: %s', (path, text) => {
    const findings = findingsIn(path, `\n${text}\n`);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.line).toBe(2);
  });

  test.each([
    ['server/src/cli.ts', `console.log('the answer');`],
    ['server/src/a.test.ts', `console.log('seen');`],
    ['server/src/a.ts', 'rows.skip(2); const mastodon = 1;'],
    ['docs/start.md', 'console.log is fine to write about.'],
  ])('%s may have: %s', (path, text) => {
    expect(findingsIn(path, text)).toEqual([]);
  });
});
