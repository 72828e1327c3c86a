import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

test('codes and PINs are shown to the person at the console, and stay out of the log', async () => {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, DATABASE_URL: database.url, HOLDFAST_DEMO: '1', PORT: '0', PUBLIC_URL: '', HOST: '', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let shown = '';
  child.stderr.on('data', (chunk) => (shown += String(chunk)));
  let logged = '';
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk) => (logged += String(chunk)).includes('"msg":"ready"') && resolve());
    child.once('exit', () => reject(new Error(`It ended: ${shown}`)));
  });
  await ready;
  child.kill('SIGTERM');
  const end = await once(child, 'exit');
  // Windows has no signal that one process could send another: there, that kills.
  expect(end).toEqual(process.platform === 'win32' ? [null, 'SIGTERM'] : [0, null]);

  const code = /#enrol=([0-9A-Z]{4}-[0-9A-Z]{4})/.exec(shown)?.[1];
  expect(code).toBeDefined();
  expect(shown).toMatch(/ \d{4} {2}manager/);
  expect(logged).toContain('"address":"http://127.0.0.1:');
  expect(logged).not.toContain(code);
  expect(logged).not.toMatch(/"pin"|enrol/);
});
