import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeDataDirectory } from './data-directory.ts';

let place: string;
beforeAll(async () => void (place = await mkdtemp(join(tmpdir(), 'holdfast-directory-'))));
afterAll(() => rm(place, { recursive: true }));

test('makes what is missing, also twice and several at once', async () => {
  const wanted = join(place, 'a/b/c');
  await Promise.all(Array.from({ length: 5 }, () => makeDataDirectory(wanted)));
  await makeDataDirectory(wanted);
  expect((await stat(wanted)).isDirectory()).toBe(true);
});

test('a file in the way is one line that names the variable', async () => {
  const file = join(place, 'file');
  await writeFile(file, '');
  for (const wanted of [file, join(file, 'below')])
    await expect(makeDataDirectory(wanted)).rejects.toThrow(
      `HOLDFAST_DATA_DIR is ${JSON.stringify(wanted)}: use a folder that this user may write to (a file is in the way).`,
    );
});

test.runIf(process.platform === 'linux')('a place where nothing can be made ends with an answer', async () => {
  await expect(makeDataDirectory('/proc/holdfast/data')).rejects.toThrow('(it cannot be made there)');
});
