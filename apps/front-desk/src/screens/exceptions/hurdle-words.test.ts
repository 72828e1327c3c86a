import { expect, test } from 'vitest';
import { hurdleWords } from './hurdle-words.ts';
import { noHurdle } from './hurdles.ts';

test('what is booked already is moved, not booked, where hours or a gap are set aside', () => {
  for (const rule of ['hours', 'orphan_gap'] as const) {
    const hurdle = { ...noHurdle, rules: [rule] };
    expect([hurdleWords(hurdle).button, hurdleWords(hurdle, true).button]).toEqual(['Book anyway…', 'Move anyway…']);
  }
  expect(hurdleWords({ ...noHurdle, squeezeIn: true }, true).button).toBe('Squeeze in…');
  expect(hurdleWords({ ...noHurdle, rules: ['no_shows'] }).button).toBe('Approve…');
  expect(hurdleWords({ ...noHurdle, deposit: true }).button).toBe('Deposit paid…');
});
