import { expect, test } from 'vitest';
import { failedByTitle, wasNoticed } from './test-report.ts';

const report = (...tests: [title: string, status: string][]) =>
  JSON.stringify({ testResults: [{ assertionResults: tests.map(([title, status]) => ({ title, status })) }] });

test('a rule is noticed when its test failed, and survives when it passed', () => {
  const failed = failedByTitle(report(['one at a time', 'failed'], ['in order', 'passed']));
  expect([wasNoticed(failed, 'one at a time'), wasNoticed(failed, 'in order')]).toEqual([true, false]);
});

test('a run in which no test ran is no answer, nor is one without the test that has to fail', () => {
  expect(() => failedByTitle(JSON.stringify({ testResults: [] }))).toThrow('No test ran.');
  expect(() => wasNoticed(failedByTitle(report(['in order', 'passed'])), 'one at a time')).toThrow('This test did not run: one at a time');
});
