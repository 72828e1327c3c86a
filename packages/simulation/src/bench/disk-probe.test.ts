import { expect, test } from 'vitest';
import { besideStops, stoppedShare, whileProbingDisk } from './disk-probe.ts';
import { timingSince, type Timing } from './timing.ts';

const flushes: Timing[] = [{ at: 1_000, ms: 1 }, { at: 1_050, ms: 100 }, { at: 1_200, ms: 0.5 }, { at: 1_395, ms: 5 }];

test('what waited for a disk that had stopped is told apart, not what was merely slow', () => {
  const before = { at: 1_000, ms: 49 };
  const into = { at: 1_040, ms: 11 };
  const within = { at: 1_060, ms: 5 };
  const after = { at: 1_150, ms: 90 };
  const besideSlow = { at: 1_390, ms: 20 };
  expect(besideStops([before, into, within, after, besideSlow], flushes)).toEqual([before, after, besideSlow]);
  expect(besideStops([before], [])).toEqual([before]);
});

test('the share of the time it had stopped', () => {
  expect(stoppedShare(flushes)).toBeCloseTo(100 / 400);
  expect(stoppedShare([])).toBe(0);
});

test('flushes are timed on the clock of what they are compared with', async () => {
  const startedAt = performance.now();
  const probed = await whileProbingDisk(() => Promise.resolve());
  const whole = timingSince(startedAt);
  expect(probed.length).toBeGreaterThan(0);
  for (const { at, ms } of probed) expect(at >= whole.at && at + ms <= whole.at + whole.ms).toBe(true);
});
