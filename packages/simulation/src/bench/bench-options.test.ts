import { expect, test } from 'vitest';
import { readBenchCall } from './bench-options.ts';

const parts = ['server', 'desk', 'growth'];

test('parts run in their own order, whatever order they are named in', () => {
  expect(readBenchCall(['growth', 'server', '--short'], parts)).toEqual({ asked: ['server', 'growth'], options: { short: true } });
  expect(readBenchCall([], parts)).toEqual({ asked: [], options: { short: false } });
});

test('sizes and times are numbers', () => {
  expect(readBenchCall(['growth', '--claims', '1000,2000', '--seconds', '2'], parts)).toEqual({
    asked: ['growth'],
    options: { short: false, claims: [1_000, 2_000], seconds: 2 },
  });
});

test.each([
  [['grwth'], 'Unknown part: grwth. There are: server, desk, growth.'],
  [['--fast'], "Unknown option '--fast'. There are: --short, --seconds N, --claims N,N,…."],
  [['--claims', '1e3,many'], '--claims is "1e3,many": use whole numbers, e.g. --claims 100000,1000000'],
  [['--seconds', '0'], '--seconds is "0": use 1 to 3600.'],
])('%j is told in one line', (args, line) => {
  expect(readBenchCall(args, parts)).toBe(line);
});
