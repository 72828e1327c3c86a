import { expect, test } from 'vitest';
import { ruleOf } from './repeat.ts';

test('what is chosen becomes a rule', () => {
  expect(ruleOf({ every: 'week', interval: 1, ends: { times: 24 } })).toBe('FREQ=WEEKLY;COUNT=24');
  expect(ruleOf({ every: 'week', interval: 2, ends: { until: '2027-05-31' } })).toBe('FREQ=WEEKLY;INTERVAL=2;UNTIL=20270531');
  expect(ruleOf({ every: 'day', interval: 1, ends: { times: 5 } })).toBe('FREQ=DAILY;COUNT=5');
});
