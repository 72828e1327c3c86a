import { existsSync, readFileSync } from 'node:fs';
import type { ChildEnd } from './child.ts';
import type { Counts } from './phases.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** The last line of `pnpm test`. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/**
 * What a phase achieved. A runner that ended badly counts at least one failure whatever its report says,
 * and one that ran no test at all has failed: silence is not success.
 */
export function tallyOf(counts: Counts, report: string, end: ChildEnd): Tally {
  const endedWell = end.code === 0 && !end.timedOut;
  if (counts === 'one check') return endedWell ? { ...nothing, passed: 1 } : { ...nothing, failed: 1 };
  const tally = existsSync(report) ? readReport(counts, readFileSync(report, 'utf8')) : nothing;
  const ranNothing = tally.passed + tally.failed === 0;
  return (!endedWell || ranNothing) && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
}

function readReport(counts: 'vitest' | 'playwright', json: string): Tally {
  if (counts === 'vitest') {
    const report = JSON.parse(json) as VitestReport;
    // A file that could not even be loaded holds no tests to count, yet it failed.
    const unloaded = report.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unloaded.length,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  }
  const { stats } = JSON.parse(json) as PlaywrightReport;
  return {
    passed: stats.expected,
    // Passing only on a second try is a failure here: a test that cannot be trusted.
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  };
}
