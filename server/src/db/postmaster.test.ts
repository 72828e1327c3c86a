import { expect, test } from 'vitest';
import { isPostgresCommand, isPostgresTask } from './postmaster.ts';

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
  ['"postgres.exe","4711","Console","1","24,680 K"\r\n', true],
  // The number went to somebody else after a restart of the machine.
  ['"node.exe","4711","Console","1","90,112 K"\r\n', false],
  ['INFO: No tasks are running which match the specified criteria.\r\n', false],
  ['', false],
])('the task %j is PostgreSQL: %s', (csv, expected) => {
  expect(isPostgresTask(csv, 4711)).toBe(expected);
});
