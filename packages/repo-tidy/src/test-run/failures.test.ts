import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { failuresOf } from './failures.ts';
import type { Counts, Phase } from './phases.ts';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-failures-'));
afterAll(() => rmSync(folder, { recursive: true }));

const well = { code: 0, timedOut: false };
const badly = { code: 1, timedOut: false };

function phase(counts: Counts, report?: object): Phase {
  const path = join(folder, `${counts}.json`);
  if (report) writeFileSync(path, JSON.stringify(report));
  return { name: 'the phase', command: [], folder: '.', environment: {}, counts, report: report ? path : join(folder, 'missing.json'), limitMinutes: 7 };
}

const vitestFile = (name: string, assertionResults: object[], status = 'failed', message = '') => ({ name, status, message, assertionResults });

test('a phase that ended well has none', () => {
  expect(failuresOf(phase('one check'), well)).toEqual([]);
  expect(failuresOf(phase('vitest', { testResults: [vitestFile('/r/server/src/a.test.ts', [{ fullName: 'holds', status: 'passed' }], 'passed')] }), well)).toEqual([]);
});

test('a check says how it ended', () => {
  expect(failuresOf(phase('one check'), badly)).toEqual(['the phase: ended with code 1']);
  expect(failuresOf(phase('one check'), { code: null, timedOut: false })).toEqual(['the phase: ended with a signal']);
});

test('a phase that was stopped says after how long, also without a report', () => {
  expect(failuresOf(phase('vitest'), { code: 1, timedOut: true })).toEqual(['the phase: stopped after 7 minutes']);
});

test('vitest tests stand with their file and the first line of what was wrong', () => {
  const testResults = [
    vitestFile('/r/server/src/holds/a.test.ts', [
      { fullName: 'a hold ends', status: 'failed', failureMessages: ['AssertionError: expected 1 to be 2\n    at a.test.ts:3'] },
      { fullName: 'a hold stays', status: 'passed' },
    ]),
    vitestFile('/r/server/src/b.test.ts', [], 'failed', 'SyntaxError: no\nmore'),
  ];
  expect(failuresOf(phase('vitest', { testResults }), badly)).toEqual([
    'src/holds/a.test.ts › a hold ends: AssertionError: expected 1 to be 2',
    'src/b.test.ts › could not be loaded: SyntaxError: no',
  ]);
});

test('no more than twenty are named', () => {
  const assertionResults = Array.from({ length: 23 }, (_, index) => ({ fullName: `test ${index}`, status: 'failed' }));
  const named = failuresOf(phase('vitest', { testResults: [vitestFile('/r/src/a.test.ts', assertionResults)] }), badly);
  expect(named).toHaveLength(21);
  expect(named.at(-1)).toBe('… and 3 more');
});

test('browser tests stand with their file and line, however deep', () => {
  const spec = (title: string, ok: boolean) => ({ title, ok, file: 'walk-in.spec.ts', line: 3 });
  const report = { suites: [{ specs: [spec('outer', true)], suites: [{ specs: [spec('inner', false)] }] }] };
  expect(failuresOf(phase('playwright', report), badly)).toEqual(['walk-in.spec.ts:3 › inner']);
});
