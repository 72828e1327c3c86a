import { describe, expect, test } from 'vitest';
import type { BookingStatus } from './booking-status.ts';
import { minuteMs, toWire } from './instant.ts';
import { remainingOfDay, shiftRemaining, type LateBooking } from './running-late.ts';
import { overlaps } from './time-range.ts';

const at = (clock: string, day = '20') => Date.parse(`2026-11-${day}T${clock}:00Z`);
const booking = (id: string, start: string, end: string, cleanupMinutes = 0): LateBooking => ({
  id,
  start: at(start),
  end: at(end),
  occupied: { start: at(start), end: at(end) + cleanupMinutes * minuteMs },
});
const clock = (instant: number) => toWire(instant).slice(11, 16);
const shift = (bookings: LateBooking[], minutes: number, whyNot: (shifted: LateBooking) => string | null = () => null) => {
  const { moved, unmoved } = shiftRemaining(bookings, minutes, whyNot);
  return {
    moved: moved.map(({ id, start, end }) => `${id} ${clock(start)}–${clock(end)}`),
    unmoved: unmoved.map(({ id, because }) => `${id} ${because.kind === 'behind' ? `behind ${because.id}` : because.reason}`),
  };
};
const ann = booking('ann', '10:00', '11:00');
const bo = booking('bo', '11:00', '12:00');
const cy = booking('cy', '13:00', '14:00');

describe('running late', () => {
  test('shifts everybody, in the order of the day', () => {
    expect(shift([cy, ann, bo], 15)).toEqual({ moved: ['ann 10:15–11:15', 'bo 11:15–12:15', 'cy 13:15–14:15'], unmoved: [] });
    expect(shift([], 15)).toEqual({ moved: [], unmoved: [] });
  });

  test('who cannot move holds up those right before, and nobody else', () => {
    const notBo = ({ id }: LateBooking) => (id === 'bo' ? 'the room is taken' : null);
    expect(shift([ann, bo, cy], 15, notBo)).toEqual({ moved: ['cy 13:15–14:15'], unmoved: ['ann behind bo', 'bo the room is taken'] });
    const notCy = ({ id }: LateBooking) => (id === 'cy' ? 'closed' : null);
    expect(shift([ann, bo, cy], 15, notCy)).toEqual({ moved: ['ann 10:15–11:15', 'bo 11:15–12:15'], unmoved: ['cy closed'] });
    expect(shift([ann, bo, cy], 60, notCy)).toEqual({ moved: ['ann 11:00–12:00', 'bo 12:00–13:00'], unmoved: ['cy closed'] });
    expect(shift([ann, bo, cy], 61, notCy)).toEqual({ moved: [], unmoved: ['ann behind bo', 'bo behind cy', 'cy closed'] });
  });

  test('counts what is claimed of the person, not only what the customer gets', () => {
    const tidied = booking('bo', '11:00', '12:00', 50);
    expect(shift([tidied, cy], 15, ({ id }) => (id === 'cy' ? 'closed' : null))).toEqual({ moved: [], unmoved: ['bo behind cy', 'cy closed'] });
  });

  test('squeezed in over another, each moves by itself', () => {
    const squeezed = booking('di', '10:30', '11:30');
    expect(shift([ann, squeezed], 15, ({ id }) => (id === 'di' ? 'closed' : null))).toEqual({ moved: ['ann 10:15–11:15'], unmoved: ['di closed'] });
  });

  test('asks about the new time, told what later ones do', () => {
    const asked: string[] = [];
    shiftRemaining([ann, bo, cy], 5, (shifted, { moved, staying }) => {
      const shown = (each: readonly LateBooking[]) => each.map(({ id, start, occupied }) => `${id} ${clock(start)}/${clock(occupied.start)}`).join(',');
      asked.push(`${shifted.id} ${clock(shifted.occupied.start)}–${clock(shifted.end)}: ${shown(moved)} | ${shown(staying)}`);
      return shifted.id === 'bo' ? 'no' : null;
    });
    // Ann is behind Bo, who stays: nobody needs to be asked.
    expect(asked).toEqual(['cy 13:05–14:05:  | ', 'bo 11:05–12:05: cy 13:05/13:05 | ']);
    const told: string[][] = [];
    shiftRemaining([ann, bo, cy], 5, ({ id }, { moved, staying }) => {
      told.push([id, ...moved.map((each) => each.id), '|', ...staying.map((each) => each.id)]);
      return id === 'cy' ? 'no' : null;
    });
    expect(told).toEqual([['cy', '|'], ['bo', '|', 'cy'], ['ann', 'bo', '|', 'cy']]);
  });

  test('is never early, nor by parts of a minute', () => {
    for (const minutes of [0, -15, 7.5, Number.NaN, Infinity]) expect(() => shift([ann], minutes)).toThrow(new RangeError(`Cannot run ${minutes} minutes late`));
  });
});

test('the caller’s reason comes back as it was given', () => {
  const reason = { takenBy: 'cy' };
  expect(shiftRemaining([ann], 5, () => reason).unmoved).toEqual([{ id: 'ann', because: { kind: 'refused', reason } }]);
});

test('a rule may compare the shifted booking with what moved', () => {
  const sauna = { ...booking('x', '11:00', '12:00') };
  const { moved } = shiftRemaining([ann, sauna], 30, (shifted, decided) => (decided.moved.some((each) => overlaps(each, shifted)) ? 'no' : null));
  expect(moved.map(({ id }) => id)).toEqual(['ann', 'x']);
});

describe('the rest of the day', () => {
  const now = at('10:30');
  const row = (start: number, end: number, status: BookingStatus) => ({ start, end, status });
  const kept = (start: number, end: number, status: BookingStatus, timeZone = 'UTC') => remainingOfDay([row(start, end, status)], now, timeZone).length === 1;

  test('is what has not begun and is not over', () => {
    expect(kept(at('11:00'), at('12:00'), 'booked')).toBe(true);
    expect(kept(at('11:00'), at('12:00'), 'arrived')).toBe(true);
    expect(kept(at('10:00'), at('11:00'), 'booked')).toBe(true);
    expect(kept(at('10:00'), at('10:30'), 'booked')).toBe(false);
    for (const status of ['in_service', 'done', 'cancelled', 'no_show'] as const) expect(kept(at('11:00'), at('12:00'), status)).toBe(false);
  });
  test('ends with the local day', () => {
    expect(kept(at('23:30'), at('00:30', '21'), 'booked')).toBe(true);
    expect(kept(at('23:30'), at('00:30', '21'), 'booked', 'Europe/Berlin')).toBe(false);
    expect(kept(at('00:30', '21'), at('01:30', '21'), 'booked')).toBe(false);
  });
  test('comes in order', () => {
    const rows = [row(at('12:00'), at('13:00'), 'booked'), row(at('11:00'), at('12:00'), 'booked'), row(at('11:00'), at('11:30'), 'arrived')];
    expect(remainingOfDay(rows, now, 'UTC').map(({ start, end }) => `${clock(start)}–${clock(end)}`)).toEqual(['11:00–11:30', '11:00–12:00', '12:00–13:00']);
  });
});
