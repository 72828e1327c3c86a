import { expect, test } from 'vitest';
import { isAnotherTask, isPostgresCommand } from './postmaster.ts';

test.each([
  ['postgres\n', true],
  ['/opt/holdfast/node_modules/embedded postgres/native/bin/postgres\n', true],
  // A checkout below such a folder has every program of ours in it.
  ['/opt/postgres/node_modules/.bin/node\n', false],
  ['node\n', false],
  ['', false],
])('the command %j is PostgreSQL: %s', (comm, expected) => {
  expect(isPostgresCommand(comm)).toBe(expected);
});

test.each([
  // The number went to somebody else after a restart of the machine.
  ['"node.exe","4711","Console","1","90,112 K"\r\n', true],
  ['"postgres.exe","4711","Console","1","24,680 K"\r\n', false],
  ['"node.exe","471","Console","1","90,112 K"\r\n', false],
  ['INFO: No tasks are running which match the specified criteria.\r\n', false],
  ['', false],
])('the task %j is another program: %s', (csv, expected) => {
  expect(isAnotherTask(csv, 4711)).toBe(expected);
});
