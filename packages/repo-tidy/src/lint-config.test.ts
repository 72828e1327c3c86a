import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

/**
 * The lint configuration is code too: each restriction is shown a file that breaks it. All bad files go
 * into one tree, so that oxlint runs once.
 */
const bad: [path: string, code: string, told: RegExp][] = [
  ['packages/domain/src/a.ts', `import { z } from '@holdfast/protocol/values';`, /pure rules/],
  ['packages/protocol/src/a.ts', `import { s } from '@holdfast/server/server';`, /describes the wire/],
  ['server/src/a.ts', `import { s } from '@holdfast/front-desk/a';`, /protocol\/ and domain\/ only/],
  ['apps/front-desk/src/a.ts', `import { s } from '@holdfast/server/router';`, /Only src\/api talks/],
  ['apps/front-desk/src/b.ts', `import { Dexie } from 'dexie';`, /Only src\/replica reads/],
  ['apps/front-desk/src/api/a.ts', `import { s } from '@holdfast/server/router';`, /types only/],
  ['apps/front-desk/src/api/b.ts', `import { s } from '../outbox/store.ts';`, /is the wire/],
  ['apps/front-desk/src/outbox/a.ts', `import { s } from '../screens/a.tsx';`, /knows no screen/],
  ['apps/front-desk/src/platform/a.ts', `import { s } from '../outbox/store.ts';`, /wraps the browser/],
  ['apps/front-desk/src/replica/a.ts', `import { s } from '@trpc/client';`, /Only src\/api talks/],
  ['apps/front-desk/src/screens/a.tsx', `import { s } from '../outbox/store.ts';`, /Desk interface/],
  ['apps/front-desk/src/screens/day/b.tsx', `import { s } from '../../replica/a.ts';`, /Desk interface/],
  ['apps/front-desk/src/components/a.tsx', `import { s } from '@holdfast/domain/instant';`, /no domain words/],
  ['server/src/b.ts', `export const a = (b: any): void => b;`, /any/],
  ['server/src/c.ts', `export default 1;`, /default/i],
  ['server/src/d.ts', `console.log('here');`, /console/],
  ['server/src/cycle-a.ts', `import { b } from './cycle-b.ts';\nexport const a = () => b;`, /cycle/i],
  ['server/src/cycle-b.ts', `import { a } from './cycle-a.ts';\nexport const b = () => a;`, /cycle/i],
  ['server/src/barrel.ts', `export * from './c.ts';`, /barrel/i],
  ['server/src/notKebab.ts', `export const a = 1;`, /kebab/i],
  ['server/src/e.ts', `// @ts-ignore\nexport const a = 1;`, /ts-ignore/],
  ['server/src/a.test.ts', `import { test } from 'vitest';\ntest.only('a', () => {});`, /focused/i],
  ['server/src/f.ts', `const f = async (): Promise<void> => {};\nf();`, /floating|await/i],
  [
    'server/src/g.ts',
    `export function g(kind: 'a' | 'b'): number {\n  switch (kind) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}`,
    /exhaustive/i,
  ],
];

const good: [path: string, code: string][] = [
  ['apps/front-desk/src/api/good.ts', `import type { Router } from '@holdfast/server/router';\nexport type R = Router;`],
  ['packages/protocol/src/good.ts', `import { minuteMs } from '@holdfast/domain/instant';\nexport const a = minuteMs;`],
  ['server/vitest.config.ts', `export default {};`],
  ['server/src/cli.ts', `console.log('the answer');`],
];

interface Diagnostic {
  filename: string;
  message: string;
  help?: string;
  code?: string;
}

describe('lint', async () => {
  const tree = mkdtempSync(join(tmpdir(), 'holdfast-lint-'));
  afterAll(() => rmSync(tree, { recursive: true }));
  const root = join(import.meta.dirname, '../../..');
  for (const file of ['.oxlintrc.json', 'tsconfig.base.json']) copyFileSync(join(root, file), join(tree, file));
  writeFileSync(join(tree, 'tsconfig.json'), '{ "extends": "./tsconfig.base.json", "include": ["**/*"] }');
  for (const [path, code] of [...bad, ...good]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `${code}\n`);
  }
  const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
  const output = await new Promise<string>((resolve) => {
    // Finding something is exit code 1, so an error here is the expected course.
    execFile(
      process.execPath,
      [oxlint, '--type-aware', '--format=json'],
      { cwd: tree, env: { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter) } },
      (_, stdout) => resolve(stdout),
    );
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] };
  const toldAbout = (path: string): string =>
    diagnostics
      .filter(({ filename }) => filename.replaceAll('\\', '/').endsWith(path))
      .map(({ code, message, help }) => `${code} ${message} ${help}`)
      .join('\n');

  test.each(bad)('%s may not have: %s', (path, _, told) => {
    expect(toldAbout(path)).toMatch(told);
  });

  test.each(good)('%s may have: %s', (path) => {
    expect(toldAbout(path)).toBe('');
  });
});
