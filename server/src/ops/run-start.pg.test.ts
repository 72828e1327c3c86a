import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

/** Starts it, in a process of its own; `shown` is for the person at the console, `logged` is kept. */
async function start(): Promise<{ child: ChildProcess; shown: () => string; logged: () => string }> {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, DATABASE_URL: database.url, HOLDFAST_DEMO: '1', PORT: '0', PUBLIC_URL: '', HOST: '', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let shown = '';
  child.stderr?.on('data', (chunk) => (shown += String(chunk)));
  let logged = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => (logged += String(chunk)).includes('"msg":"ready"') && resolve());
    child.once('exit', () => reject(new Error(`It ended: ${shown}`)));
  });
  return { child, shown: () => shown, logged: () => logged };
}

test('codes and PINs are shown to the person at the console, and stay out of the log', async () => {
  const { child, shown, logged } = await start();
  child.kill('SIGTERM');
  const end = await once(child, 'exit');
  // Windows has no signal that one process could send another: there, that kills.
  expect(end).toEqual(process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);

  const code = /#enrol=([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(shown())?.[1];
  expect(code).toBeDefined();
  expect(shown()).toMatch(/ \d{4} {2}manager/);
  expect(logged()).toContain('"address":"http://127.0.0.1:');
  expect(logged()).not.toContain(code);
  expect(logged()).not.toMatch(/"pin"|enrol/);
});

test('a parent that says so stops it in order, and another word does not', async () => {
  const { child, shown, logged } = await start();
  const address = /"address":"([^"]+)"/.exec(logged())?.[1];
  child.send('hello');
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  child.send('shutdown');
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(shown()).not.toContain('could not');
});
