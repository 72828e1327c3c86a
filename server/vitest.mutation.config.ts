import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { sliceVariable, slices } from './mutation/slices.ts';
import server from './vitest.config.ts';

/** Stryker stops at the first test that notices, so the quick ones go first: those without PostgreSQL. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification): number => Number(moduleId.includes('.pg.'));
    return (await super.sort(files)).toSorted((a, b) => isSlow(a) - isSlow(b));
  }
}

// Not Stryker's own `testFiles`: with it, mutants of what a module computes when it is loaded are never switched on, and
// survive (stryker-js issue 6144).
const slice = slices[process.env[sliceVariable] ?? ''];
if (!slice) throw new Error(`${sliceVariable} names no slice of mutation/slices.ts.`);

export default defineConfig({
  test: { ...server.test, include: [...slice.tests], sequence: { sequencer: QuickFirst } },
});
