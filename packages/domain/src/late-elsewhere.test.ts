import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { tooLateElsewhere } from './late-elsewhere.ts';

const at = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`);
const stop = (locationId: string, start: string, end: string) => ({ locationId, start: at(start), end: at(end) });
const halfAnHour = () => 30;
const told = (here: [string, string][], elsewhere: [string, string, string][], minutes: number, travel: (from: string, to: string) => number = halfAnHour) =>
  tooLateElsewhere(here.map(([start, end]) => stop('here', start, end)), elsewhere.map((each) => stop(...each)), { from: at('10:00'), minutes }, travel)
    .map(({ elsewhere: { locationId, start }, reachedAt }) => `${locationId} ${new Date(start).toISOString().slice(11, 16)} from ${new Date(reachedAt).toISOString().slice(11, 16)}`);

describe('too late elsewhere', () => {
  test('is whoever begins before what is here has ended late and the way is done', () => {
    expect(told([['10:00', '11:00']], [['there', '12:00', '13:00']], 45)).toEqual(['there 12:00 from 12:15']);
    expect(told([['10:00', '11:00']], [['there', '12:00', '13:00']], 30)).toEqual([]);
    expect(told([['10:00', '11:00'], ['11:00', '11:30']], [['there', '12:00', '13:00']], 1)).toEqual(['there 12:00 from 12:01']);
  });
  test('is nobody without anything here, nor before what is here', () => {
    expect(told([], [['there', '10:10', '11:00']], 60)).toEqual([]);
    expect(told([['14:00', '15:00']], [['there', '10:10', '11:00']], 60)).toEqual([]);
    expect(told([['08:00', '12:00']], [['there', '09:59', '11:00']], 60)).toEqual([]);
    // Which begins with what is here, or just now, is neither before it nor over.
    expect(told([['10:00', '11:00']], [['there', '10:00', '10:30']], 5)).toEqual(['there 10:00 from 11:35']);
  });
  test('what should have ended is late from now on', () => {
    expect(told([['09:00', '09:30']], [['there', '10:45', '11:00']], 15)).toEqual([]);
    expect(told([['09:00', '09:30']], [['there', '10:45', '11:00']], 16)).toEqual(['there 10:45 from 10:46']);
  });
  test('who begins late there makes the next one late, there and at a third place, until the day has room', () => {
    const travel = (from: string, to: string) => (from === 'there' && to === 'third' ? 10 : 30);
    expect(told([['10:00', '11:00']], [['there', '14:00', '15:00'], ['third', '13:10', '13:30'], ['there', '12:30', '13:00'], ['there', '12:00', '12:30']], 45, travel))
      .toEqual(['there 12:00 from 12:15', 'there 12:30 from 12:45', 'third 13:10 from 13:25', 'there 14:00 from 14:15']);
    expect(told([['10:00', '11:00']], [['there', '12:00', '12:30'], ['there', '13:00', '14:00']], 45)).toEqual(['there 12:00 from 12:15']);
  });
});

test('nobody is late for what they could reach at any lateness before, and later is never sooner', () => {
  const any = fc.array(fc.tuple(fc.constantFrom('here', 'there', 'third'), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 30, max: 120 })), { maxLength: 6 });
  fc.assert(
    fc.property(any, fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 60 }), (drawn, minutes, more) => {
      // A day that can be done on time: each begins when the way from the one before is done, or later.
      let now = at('10:00');
      const day = drawn.map(([locationId, length, pause]) => {
        const start = now + pause * minuteMs;
        now = start + length * minuteMs;
        return { locationId, start, end: now };
      });
      const here = day.filter(({ locationId }) => locationId === 'here');
      const elsewhere = day.filter(({ locationId }) => locationId !== 'here');
      const late = (by: number) => new Map(tooLateElsewhere(here, elsewhere, { from: at('10:00'), minutes: by }, halfAnHour).map(({ elsewhere: { start }, reachedAt }) => [start, reachedAt]));
      expect(late(0).size).toBe(0);
      const [less, greater] = [late(minutes), late(minutes + more)];
      for (const [start, reachedAt] of less) {
        expect(reachedAt).toBeGreaterThan(start);
        expect(reachedAt - start).toBeLessThanOrEqual(minutes * minuteMs);
        expect(greater.get(start)).toBeGreaterThanOrEqual(reachedAt);
      }
    }),
  );
});
