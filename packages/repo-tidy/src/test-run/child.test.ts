import { existsSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startChild } from './child.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

function start(name: string, code: string) {
  writeFileSync(join(folder, name), code);
  return startChild(
    { command: [join(folder, name)], folder: '.', environment: { MARK: 'seen' }, limitMinutes: 1 },
    folder,
  );
}

/** Resolves when a child has written its file. */
function appears(name: string): Promise<void> {
  const path = join(folder, name);
  return new Promise((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(path)) return;
      watcher.close();
      resolve();
    });
    if (existsSync(path)) {
      watcher.close();
      resolve();
    }
  });
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('a child', () => {
  test('hands back its exit code', async () => {
    expect(await start('code.cjs', 'process.exit(3)').ended).toEqual({ code: 3, timedOut: false });
  });

  test('has its environment, and an input that is at its end', async () => {
    const code = `process.stdin.on('end', () => process.exit(process.env.MARK === 'seen' ? 0 : 1)).resume()`;
    expect((await start('input.cjs', code).ended).code).toBe(0);
  });

  test.runIf(process.platform === 'linux')('takes what it started with it when stopped', async () => {
    const child = start(
      'parent.cjs',
      `const { spawn } = require('node:child_process');
       const { writeFileSync, renameSync } = require('node:fs');
       const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       writeFileSync(${JSON.stringify(join(folder, 'pid.part'))}, String(grandchild.pid));
       renameSync(${JSON.stringify(join(folder, 'pid.part'))}, ${JSON.stringify(join(folder, 'pid'))});`,
    );
    await appears('pid');
    child.stop('SIGTERM');
    expect((await child.ended).code).toBe(null);
    await expect.poll(() => isAlive(Number(readFileSync(join(folder, 'pid'), 'utf8')))).toBe(false);
  });
});
