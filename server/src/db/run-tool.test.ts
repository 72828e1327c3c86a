import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runTool } from './run-tool.ts';

let cwd: string;
beforeAll(async () => void (cwd = await mkdtemp(join(tmpdir(), 'holdfast-tool-'))));
afterAll(() => rm(cwd, { recursive: true }));

const runCode = (code: string): Promise<void> => runTool(process.execPath, ['-e', code], { user: null, cwd });

test('a tool is over when it ends, whatever the server it leaves behind has inherited', async () => {
  await runCode(
    `const server = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit', detached: true });
     require('node:fs').writeFileSync('server-pid', String(server.pid));
     server.unref();`,
  );
  // It would throw had the server ended: we were not waiting for that.
  process.kill(Number(await readFile(join(cwd, 'server-pid'), 'utf8')), 'SIGKILL');
});

test('a tool that fails, and one that is not there, reject', async () => {
  await expect(runCode('process.exit(3)')).rejects.toThrow('ended with 3');
  await expect(runTool(join(cwd, 'none'), [], { user: null, cwd })).rejects.toMatchObject({ code: 'ENOENT' });
});
