import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { add, closingLine, nothing, tallyOf } from './tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-tally-'));
afterAll(() => rmSync(folder, { recursive: true }));
const well = { code: 0, timedOut: false };
const badly = { code: 1, timedOut: false };

function reportOf(content: object): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}
const vitestReport = (over: object = {}) =>
  reportOf({
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
    ...over,
  });
const playwrightReport = (over: object = {}) =>
  reportOf({ stats: { expected: 2, unexpected: 0, flaky: 0, skipped: 0, ...over } });

describe('a check', () => {
  test.each([
    [well, { passed: 1, failed: 0, skipped: 0 }],
    [badly, { passed: 0, failed: 1, skipped: 0 }],
    [{ code: null, timedOut: false }, { passed: 0, failed: 1, skipped: 0 }],
    [{ code: 0, timedOut: true }, { passed: 0, failed: 1, skipped: 0 }],
  ])('that ended with %j', (end, tally) => {
    expect(tallyOf('one check', '', end)).toEqual(tally);
  });
});

describe('a vitest run', () => {
  test('counts what its report says', () => {
    const report = vitestReport({ numFailedTests: 1, numPendingTests: 2 });
    expect(tallyOf('vitest', report, badly)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test('counts a file that could not be loaded', () => {
    const testResults = [{ status: 'failed', assertionResults: [] }];
    expect(tallyOf('vitest', vitestReport({ testResults }), badly).failed).toBe(1);
  });

  test('that ended badly with every test passed has a failure (an unhandled rejection)', () => {
    expect(tallyOf('vitest', vitestReport(), badly)).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  test('that ran nothing, or wrote no report, has a failure', () => {
    expect(tallyOf('vitest', vitestReport({ numPassedTests: 0 }), well).failed).toBe(1);
    expect(tallyOf('vitest', join(folder, 'missing.json'), well).failed).toBe(1);
  });
});

describe('a playwright run', () => {
  test('counts what its report says', () => {
    expect(tallyOf('playwright', playwrightReport({ unexpected: 1 }), badly)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 0,
    });
  });

  test('that passed only on a second try has a failure', () => {
    expect(tallyOf('playwright', playwrightReport({ flaky: 1 }), well).failed).toBe(1);
  });
});

test('the closing line sums up, and names skipped tests only when there are some', () => {
  const total = add({ passed: 3, failed: 0, skipped: 0 }, { passed: 1, failed: 2, skipped: 0 });
  expect(closingLine(total)).toBe('4 passed, 2 failed');
  expect(closingLine({ ...nothing, skipped: 1 })).toBe('0 passed, 0 failed, 1 skipped');
});
