import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAnotherTask, isPostgresCommand, readPostmaster, removeDeadLock } from './postmaster.ts';

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

const lockOfPid = (pid: number, cluster: string): string => `${pid}\n${cluster}\n1795420000\n5432\n\n127.0.0.1\n`;

async function clusterWithLock(pid: number): Promise<string> {
  const cluster = await mkdtemp(join(tmpdir(), 'holdfast-lock-'));
  onTestFinished(() => rm(cluster, { recursive: true }));
  await writeFile(join(cluster, 'postmaster.pid'), lockOfPid(pid, cluster));
  return cluster;
}

test('a dead lock is removed once, whoever else found it dead', async () => {
  const cluster = await clusterWithLock(4711);
  const dead = (await readPostmaster(cluster))!;
  await Promise.all([removeDeadLock(cluster, dead), removeDeadLock(cluster, dead), removeDeadLock(cluster, dead)]);
  expect(await readdir(cluster)).toEqual([]);
});

test('a lock that was written since the dead one was read stays as it is', async () => {
  const cluster = await clusterWithLock(4711);
  const dead = (await readPostmaster(cluster))!;
  await writeFile(join(cluster, 'postmaster.pid'), lockOfPid(4712, cluster));
  await removeDeadLock(cluster, dead);
  expect(await readdir(cluster)).toEqual(['postmaster.pid']);
  expect(await readFile(join(cluster, 'postmaster.pid'), 'utf8')).toBe(lockOfPid(4712, cluster));
});
