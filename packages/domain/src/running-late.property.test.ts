import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { shiftRemaining, type LateBooking } from './running-late.ts';
import { overlaps, type TimeRange } from './time-range.ts';

/** A day of one person: bookings one after the other, with gaps, each in one of two rooms; and what others have there. */
const anyDay = fc.record({
  chain: fc.array(
    fc.record({ gap: fc.constantFrom(0, 0, 5, 10, 20, 45), lasts: fc.integer({ min: 1, max: 8 }).map((n) => n * 5), cleanup: fc.constantFrom(0, 0, 5), room: fc.nat({ max: 1 }) }),
    { maxLength: 7 },
  ),
  others: fc.array(fc.record({ room: fc.nat({ max: 1 }), start: fc.nat({ max: 60 }), lasts: fc.integer({ min: 1, max: 6 }) }), { maxLength: 4 }),
  closesAt: fc.integer({ min: 20, max: 90 }).map((n) => n * 5),
  minutes: fc.constantFrom(1, 5, 10, 15, 30, 60),
});

interface Placed extends LateBooking {
  readonly room: number;
}

test('as many move as trying every choice finds, and those that move and stay never meet', () => {
  let movedInAll = 0;
  let keptInAll = 0;
  fc.assert(
    fc.property(anyDay, ({ chain, others, closesAt, minutes }) => {
      let clock = 0;
      const bookings = chain.map(({ gap, lasts, cleanup, room }, i): Placed => {
        const start = clock + gap;
        clock = start + lasts + cleanup;
        return { id: `b${i}`, room, start: start * minuteMs, end: (start + lasts) * minuteMs, occupied: { start: start * minuteMs, end: clock * minuteMs } };
      });
      const shifted = bookings.map((booking): Placed => ({ ...booking, ...by(booking, minutes), occupied: by(booking.occupied, minutes) }));
      const taken = others.map(({ room, start, lasts }) => ({ room, start: start * 5 * minuteMs, end: (start + lasts) * 5 * minuteMs }));
      const fits = ({ end, room, occupied }: Placed) =>
        end <= closesAt * minuteMs && !taken.some((other) => other.room === room && overlaps(other, occupied));

      const result = shiftRemaining(bookings, minutes, (booking) => (fits(booking) ? null : 'no'));

      const ids = result.moved.map(({ id }) => id);
      let best = -1;
      let choices = 0;
      for (let choice = 0; choice < 2 ** bookings.length; choice += 1) {
        const moves = (i: number) => (choice & (1 << i)) !== 0;
        const day = bookings.map((booking, i) => (moves(i) ? shifted[i]! : booking));
        const meet = day.some((a, i) => day.some((b, j) => i < j && overlaps(a.occupied, b.occupied)));
        if (meet || !day.every((booking, i) => !moves(i) || fits(booking))) continue;
        const size = day.filter((_, i) => moves(i)).length;
        if (day.every((_, i) => moves(i) === ids.includes(`b${i}`))) choices += 1;
        best = Math.max(best, size);
      }
      expect(choices).toBe(1);
      expect(ids.length).toBe(best);
      expect(result.moved).toEqual(shifted.filter(({ id }) => ids.includes(id)).map(({ id, start, end }) => ({ id, start, end })));
      expect(result.unmoved.map(({ id }) => id)).toEqual(bookings.map(({ id }) => id).filter((id) => !ids.includes(id)));
      movedInAll += ids.length;
      keptInAll += result.unmoved.length;
    }),
    { numRuns: 1_000 },
  );
  expect(movedInAll).toBeGreaterThan(100);
  expect(keptInAll).toBeGreaterThan(100);
});

function by({ start, end }: TimeRange, minutes: number): TimeRange {
  return { start: start + minutes * minuteMs, end: end + minutes * minuteMs };
}
