import { describe, expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { travelProblem, travelSpan, type Whereabouts } from './travel.ts';

const at = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`);
const claim = (locationId: string, start: string, end: string): Whereabouts => ({ locationId, start: at(start), end: at(end) });
/** Uphill takes longer. */
const travelMinutes = (from: string, to: string) => (from === 'harbour' && to === 'hill' ? 40 : 30);
const planned = claim('hill', '12:00', '13:00');
const problem = (...claims: Whereabouts[]) => travelProblem(planned, claims, travelMinutes);

describe('travel', () => {
  test('needs its time after a claim elsewhere', () => {
    const [late, inTime] = [claim('harbour', '10:00', '11:21'), claim('harbour', '10:00', '11:20')];
    expect(problem(late)).toEqual({ elsewhere: late, direction: 'from', neededMinutes: 40, availableMinutes: 39 });
    expect(problem(inTime)).toBe(null);
  });
  test('and before one, in that direction', () => {
    const [soon, inTime] = [claim('harbour', '13:29', '14:00'), claim('harbour', '13:30', '14:00')];
    expect(problem(soon)).toEqual({ elsewhere: soon, direction: 'to', neededMinutes: 30, availableMinutes: 29 });
    expect(problem(inTime)).toBe(null);
  });
  test('is not needed within a location', () => {
    expect(problem(claim('hill', '11:00', '12:00'), claim('hill', '12:30', '13:30'))).toBe(null);
  });
  test('cannot be done while there', () => {
    expect(problem(claim('harbour', '12:30', '13:30'))).toMatchObject({ direction: 'to', availableMinutes: -30 });
    expect(problem(claim('harbour', '11:30', '12:30'))).toMatchObject({ direction: 'from', availableMinutes: -30 });
    expect(problem(claim('harbour', '12:00', '13:00'))).toMatchObject({ direction: 'from', availableMinutes: -60 });
  });
  test('names the earliest that does not work', () => {
    const claims = [claim('harbour', '13:10', '14:00'), claim('station', '11:40', '11:50'), claim('harbour', '08:00', '09:00')];
    expect(problem(...claims)?.elsewhere).toBe(claims[1]);
    expect(problem()).toBe(null);
  });
});

test('a claim elsewhere takes the way there and back too', () => {
  expect(travelSpan(claim('hill', '12:00', '13:00'), 'harbour', travelMinutes)).toEqual({ start: at('11:20'), end: at('13:30') });
});

test('what a claim elsewhere takes is what it forbids', () => {
  const elsewhere = claim('harbour', '10:00', '11:00');
  const span = travelSpan(elsewhere, 'hill', travelMinutes);
  for (let start = at('08:00'); start <= at('13:00'); start += 5 * minuteMs) {
    const range = { start, end: start + 20 * minuteMs };
    const overlapping = range.start < span.end && span.start < range.end;
    expect(travelProblem({ locationId: 'hill', ...range }, [elsewhere], travelMinutes) !== null).toBe(overlapping);
  }
});
