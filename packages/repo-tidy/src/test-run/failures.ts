import { existsSync, readFileSync } from 'node:fs';
import type { ChildEnd } from './child.ts';
import type { Phase } from './phases.ts';

/** Named at the end of a run, where a log that is cut to its last lines still shows them. */
const namedMax = 20;

/** What went wrong in a phase, a line each: the tests that failed, or how it ended. */
export function failuresOf({ name, counts, report, limitMinutes }: Phase, end: ChildEnd): string[] {
  const tests = counts === 'one check' || !existsSync(report) ? [] : failedTests(counts, readFileSync(report, 'utf8'));
  const ending = end.timedOut
    ? [`${name}: stopped after ${limitMinutes} minutes`]
    : tests.length > 0 || end.code === 0
      ? []
      : [`${name}: ended with ${end.code === null ? 'a signal' : `code ${end.code}`}`];
  const unnamed = tests.length - namedMax;
  return [...tests.slice(0, namedMax), ...(unnamed > 0 ? [`… and ${unnamed} more`] : []), ...ending];
}

interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
}

interface PlaywrightSuite {
  suites?: PlaywrightSuite[];
  specs?: { title: string; file: string; line: number; ok: boolean }[];
}

function failedTests(counts: 'vitest' | 'playwright', json: string): string[] {
  if (counts === 'playwright') return failedSpecs(JSON.parse(json) as PlaywrightSuite);
  return (JSON.parse(json) as VitestReport).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = name.slice(name.lastIndexOf('/src/') + 1);
    if (assertionResults.length === 0) return status === 'failed' ? [line(file, 'could not be loaded', message)] : [];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => line(file, fullName, failureMessages?.[0]));
  });
}

function failedSpecs({ suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.filter(({ ok }) => !ok).map(({ file, line: at, title }) => `${file}:${at} › ${title}`);
  return [...own, ...suites.flatMap(failedSpecs)];
}

function line(file: string, test: string, message: string | undefined): string {
  const why = message?.split('\n', 1)[0]?.slice(0, 200);
  return `${file} › ${test}${why ? `: ${why}` : ''}`;
}
