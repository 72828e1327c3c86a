import { describe, expect, test } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { importsOf } from './import-scanner.ts';
import { layers } from './layers.ts';

const findingsIn = (path: string, line: string) => layers(repositoryOf({ [path]: line }));

describe('layers', () => {
  const forbidden: [path: string, line: string, teaches: RegExp][] = [
    ['packages/domain/src/a.ts', `import { z } from '@holdfast/protocol/values';`, /pure rules/],
    ['packages/domain/src/a.ts', `import { readFile } from 'node:fs';`, /pure rules/],
    ['packages/protocol/src/a.ts', `import type { A } from '@holdfast/server/server';`, /describes the wire/],
    ['server/src/bookings/a.ts', `import { a } from '@holdfast/front-desk/a';`, /packages\/protocol/],
    ['server/src/a.ts', `import { a } from '../../packages/domain/src/a.ts';`, /relative path/],
    ['server/src/bookings/a.ts', `import { TRPCError } from '@trpc/server';`, /transport/],
    ['server/src/bookings/a.ts', `import { router } from '../api/trpc/router.ts';`, /wiring/],
    ['apps/front-desk/src/main.tsx', `import type { A } from '@holdfast/server/router';`, /src\/api/],
    ['apps/front-desk/src/api/a.ts', `import { a } from '@holdfast/server/router';`, /import type/],
    ['apps/front-desk/src/api/a.ts', `import type { A } from '@holdfast/server/server';`, /import type/],
    ['apps/front-desk/src/api/a.ts', `import { a } from '../outbox/a.ts';`, /not the other way/],
    ['apps/front-desk/src/screens/day/a.tsx', `import { a } from '../../replica/a.ts';`, /Desk interface/],
    ['apps/front-desk/src/screens/a.tsx', `import type { A } from '../outbox/a.ts';`, /Desk interface/],
    ['apps/front-desk/src/screens/a.tsx', `import { db } from 'dexie';`, /only src\/replica/],
    ['apps/front-desk/src/replica/a.ts', `import { a } from '@trpc/client';`, /only src\/api/],
    ['apps/front-desk/src/replica/a.ts', `import { a } from '../screens/a.tsx';`, /knows no screen/],
    ['apps/front-desk/src/outbox/a.ts', `import { use } from 'react';`, /paint/],
    ['apps/front-desk/src/components/a.tsx', `import type { A } from '@holdfast/domain/instant';`, /no domain words/],
    ['apps/front-desk/src/components/a.tsx', `import type { Desk } from '../desk.ts';`, /no domain words/],
    ['packages/simulation/src/a.ts', `import { a } from '@holdfast/repo-tidy/a';`, /layers.ts/],
    ['packages/new-thing/src/a.ts', `export const a = 1;`, /new package/],
  ];

  test.each(forbidden)('%s may not have: %s', (path, line, teaches) => {
    const [finding, ...more] = findingsIn(path, line);
    expect(more).toEqual([]);
    expect(finding?.message).toMatch(teaches);
  });

  test.each([
    ['packages/protocol/src/a.ts', `import { a } from '@holdfast/domain/instant';`],
    ['server/src/bookings/a.ts', `import { a } from '@holdfast/protocol/values';`],
    ['server/src/app.ts', `import { router } from './api/trpc/router.ts';`],
    ['apps/front-desk/src/api/a.ts', `import type { A } from '@holdfast/server/router';`],
    ['apps/front-desk/src/screens/a.tsx', `import type { Desk } from '../desk.ts';`],
    ['apps/front-desk/src/replica/a.ts', `import { Dexie } from 'dexie';`],
    ['apps/front-desk/e2e/world.ts', `import { a } from '@holdfast/simulation/a';`],
    ['server/src/bookings/a.pg.test.ts', `import { a } from '@holdfast/simulation/a';`],
  ])('%s may have: %s', (path, line) => {
    expect(findingsIn(path, line)).toEqual([]);
  });
});

describe('the import scanner', () => {
  test('sees each form and tells types from code', () => {
    const text = [
      `import a, { type B } from 'one';`,
      `import type { C } from 'two';`,
      `import { type D, type E } from 'three';`,
      `import 'four';`,
      `export { f } from 'five';`,
      `export type * from 'six';`,
      `import {`,
      `  g,`,
      `  h,`,
      `} from 'seven';`,
      `const i = await import('eight');`,
      `const j: import('nine').J = 1;`,
      `import * as k from 'ten';`,
    ].join('\n');
    const seen = importsOf(text).map(({ specifier, typeOnly }) => [specifier, typeOnly]);
    expect(Object.fromEntries(seen)).toEqual({
      one: false,
      two: true,
      three: true,
      four: false,
      five: false,
      six: true,
      seven: false,
      eight: false,
      nine: true,
      ten: false,
    });
    expect(seen).toHaveLength(10);
  });

  test('passes over comments and text', () => {
    const text = [
      `// import a from 'one';`,
      `/** import b from 'two'; */`,
      ` * import c from 'three';`,
      `const d = "import e from 'four'";`,
      `export const from = 'five';`,
    ].join('\n');
    expect(importsOf(text)).toEqual([]);
  });
});
